using System;
using Martin.Data.Mail;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Martin.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Mail : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_drafts_user_id",
                table: "drafts");

            migrationBuilder.AddColumn<string>(
                name: "bcc_recipients",
                table: "emails",
                type: "jsonb",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<string>(
                name: "category_source",
                table: "emails",
                type: "character varying(50)",
                maxLength: 50,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "cc_recipients",
                table: "emails",
                type: "jsonb",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<decimal>(
                name: "confidence",
                table: "emails",
                type: "numeric(3,2)",
                precision: 3,
                scale: 2,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "delivery",
                table: "emails",
                type: "character varying(50)",
                maxLength: 50,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "html",
                table: "emails",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "in_reply_to",
                table: "emails",
                type: "character varying(255)",
                maxLength: 255,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "is_bulk",
                table: "emails",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "is_outgoing",
                table: "emails",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "message_id",
                table: "emails",
                type: "character varying(255)",
                maxLength: 255,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "reason",
                table: "emails",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "reference_ids",
                table: "emails",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "reply_to",
                table: "emails",
                type: "jsonb",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<string>(
                name: "search_text",
                table: "emails",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "thread_subject",
                table: "emails",
                type: "character varying(255)",
                maxLength: 255,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "to_recipients",
                table: "emails",
                type: "jsonb",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<string>(
                name: "bcc_recipients",
                table: "drafts",
                type: "jsonb",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<string>(
                name: "cc_recipients",
                table: "drafts",
                type: "jsonb",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<Guid>(
                name: "sent_action_id",
                table: "drafts",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "sent_at",
                table: "drafts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "subject",
                table: "drafts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "to_recipients",
                table: "drafts",
                type: "jsonb",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.CreateTable(
                name: "attachments",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    email_id = table.Column<Guid>(type: "uuid", nullable: false),
                    ordinal = table.Column<int>(type: "integer", nullable: false),
                    name = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    content_type = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    size = table.Column<long>(type: "bigint", nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_attachments", x => x.id);
                    table.ForeignKey(
                        name: "fk_attachments_emails_email_id",
                        column: x => x.email_id,
                        principalTable: "emails",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_attachments_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_emails_user_id_in_reply_to",
                table: "emails",
                columns: new[] { "user_id", "in_reply_to" });

            migrationBuilder.CreateIndex(
                name: "ix_emails_user_id_message_id_is_outgoing",
                table: "emails",
                columns: new[] { "user_id", "message_id", "is_outgoing" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_emails_user_id_received_at_id",
                table: "emails",
                columns: new[] { "user_id", "received_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_emails_user_id_thread_id_received_at_id",
                table: "emails",
                columns: new[] { "user_id", "thread_id", "received_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_emails_user_id_thread_subject_received_at",
                table: "emails",
                columns: new[] { "user_id", "thread_subject", "received_at" });

            migrationBuilder.CreateIndex(
                name: "ix_drafts_user_id_created_at_id",
                table: "drafts",
                columns: new[] { "user_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_attachments_email_id",
                table: "attachments",
                column: "email_id");

            migrationBuilder.CreateIndex(
                name: "ix_attachments_user_id",
                table: "attachments",
                column: "user_id");

            migrationBuilder.Sql(MailSearch.PostgresUp);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(MailSearch.PostgresDown);

            migrationBuilder.DropTable(
                name: "attachments");

            migrationBuilder.DropIndex(
                name: "ix_emails_user_id_in_reply_to",
                table: "emails");

            migrationBuilder.DropIndex(
                name: "ix_emails_user_id_message_id_is_outgoing",
                table: "emails");

            migrationBuilder.DropIndex(
                name: "ix_emails_user_id_received_at_id",
                table: "emails");

            migrationBuilder.DropIndex(
                name: "ix_emails_user_id_thread_id_received_at_id",
                table: "emails");

            migrationBuilder.DropIndex(
                name: "ix_emails_user_id_thread_subject_received_at",
                table: "emails");

            migrationBuilder.DropIndex(
                name: "ix_drafts_user_id_created_at_id",
                table: "drafts");

            migrationBuilder.DropColumn(
                name: "bcc_recipients",
                table: "emails");

            migrationBuilder.DropColumn(
                name: "category_source",
                table: "emails");

            migrationBuilder.DropColumn(
                name: "cc_recipients",
                table: "emails");

            migrationBuilder.DropColumn(
                name: "confidence",
                table: "emails");

            migrationBuilder.DropColumn(
                name: "delivery",
                table: "emails");

            migrationBuilder.DropColumn(
                name: "html",
                table: "emails");

            migrationBuilder.DropColumn(
                name: "in_reply_to",
                table: "emails");

            migrationBuilder.DropColumn(
                name: "is_bulk",
                table: "emails");

            migrationBuilder.DropColumn(
                name: "is_outgoing",
                table: "emails");

            migrationBuilder.DropColumn(
                name: "message_id",
                table: "emails");

            migrationBuilder.DropColumn(
                name: "reason",
                table: "emails");

            migrationBuilder.DropColumn(
                name: "reference_ids",
                table: "emails");

            migrationBuilder.DropColumn(
                name: "reply_to",
                table: "emails");

            migrationBuilder.DropColumn(
                name: "search_text",
                table: "emails");

            migrationBuilder.DropColumn(
                name: "thread_subject",
                table: "emails");

            migrationBuilder.DropColumn(
                name: "to_recipients",
                table: "emails");

            migrationBuilder.DropColumn(
                name: "bcc_recipients",
                table: "drafts");

            migrationBuilder.DropColumn(
                name: "cc_recipients",
                table: "drafts");

            migrationBuilder.DropColumn(
                name: "sent_action_id",
                table: "drafts");

            migrationBuilder.DropColumn(
                name: "sent_at",
                table: "drafts");

            migrationBuilder.DropColumn(
                name: "subject",
                table: "drafts");

            migrationBuilder.DropColumn(
                name: "to_recipients",
                table: "drafts");

            migrationBuilder.CreateIndex(
                name: "ix_drafts_user_id",
                table: "drafts",
                column: "user_id");
        }
    }
}
