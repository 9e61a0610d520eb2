using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Martin.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class ModelUsesAndCards : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "from_outside",
                table: "tasks",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "from_outside",
                table: "events",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "summary",
                table: "conversations",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "summary_tainted",
                table: "conversations",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "summary_through",
                table: "conversations",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "attempted_at",
                table: "actions",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "attempts",
                table: "actions",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "card",
                table: "actions",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "decided_by",
                table: "actions",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "prepared",
                table: "actions",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "model_uses",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    purpose = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: false),
                    model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    model_id = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    input_tokens = table.Column<long>(type: "bigint", nullable: false),
                    output_tokens = table.Column<long>(type: "bigint", nullable: false),
                    estimated = table.Column<bool>(type: "boolean", nullable: false),
                    cost_micros = table.Column<long>(type: "bigint", nullable: true),
                    turn_id = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_model_uses", x => x.id);
                    table.ForeignKey(
                        name: "fk_model_uses_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_emails_user_id_is_outgoing_sender_email",
                table: "emails",
                columns: new[] { "user_id", "is_outgoing", "sender_email" });

            migrationBuilder.CreateIndex(
                name: "idx_actions_open",
                table: "actions",
                column: "attempted_at",
                filter: "status IN ('executing', 'unknown')");

            migrationBuilder.CreateIndex(
                name: "idx_actions_proposed",
                table: "actions",
                column: "expires_at",
                filter: "status = 'proposed'");

            migrationBuilder.CreateIndex(
                name: "ix_model_uses_created_at",
                table: "model_uses",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_model_uses_user_id_day",
                table: "model_uses",
                columns: new[] { "user_id", "day" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "model_uses");

            migrationBuilder.DropIndex(
                name: "ix_emails_user_id_is_outgoing_sender_email",
                table: "emails");

            migrationBuilder.DropIndex(
                name: "idx_actions_open",
                table: "actions");

            migrationBuilder.DropIndex(
                name: "idx_actions_proposed",
                table: "actions");

            migrationBuilder.DropColumn(
                name: "from_outside",
                table: "tasks");

            migrationBuilder.DropColumn(
                name: "from_outside",
                table: "events");

            migrationBuilder.DropColumn(
                name: "summary",
                table: "conversations");

            migrationBuilder.DropColumn(
                name: "summary_tainted",
                table: "conversations");

            migrationBuilder.DropColumn(
                name: "summary_through",
                table: "conversations");

            migrationBuilder.DropColumn(
                name: "attempted_at",
                table: "actions");

            migrationBuilder.DropColumn(
                name: "attempts",
                table: "actions");

            migrationBuilder.DropColumn(
                name: "card",
                table: "actions");

            migrationBuilder.DropColumn(
                name: "decided_by",
                table: "actions");

            migrationBuilder.DropColumn(
                name: "prepared",
                table: "actions");
        }
    }
}
