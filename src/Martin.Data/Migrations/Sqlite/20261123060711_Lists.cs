using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Martin.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Lists : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_emails_user_id_received_at_id",
                table: "emails");

            migrationBuilder.DropIndex(
                name: "ix_drafts_user_id_created_at_id",
                table: "drafts");

            migrationBuilder.DropIndex(
                name: "ix_conflicts_user_id",
                table: "conflicts");

            migrationBuilder.CreateIndex(
                name: "idx_events_under_way",
                table: "events",
                columns: new[] { "user_id", "end_time", "start_time", "id" },
                filter: "recurrence IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_emails_user_id_is_outgoing_category_received_at_id",
                table: "emails",
                columns: new[] { "user_id", "is_outgoing", "category", "received_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_emails_user_id_is_outgoing_received_at_id",
                table: "emails",
                columns: new[] { "user_id", "is_outgoing", "received_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_emails_user_id_is_outgoing_status_received_at_id",
                table: "emails",
                columns: new[] { "user_id", "is_outgoing", "status", "received_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_drafts_user_id_created_at_id",
                table: "drafts",
                columns: new[] { "user_id", "created_at", "id" },
                filter: "sent_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "idx_conflicts_open",
                table: "conflicts",
                columns: new[] { "user_id", "id" },
                filter: "resolved_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_chat_messages_user_id_created_at_id",
                table: "chat_messages",
                columns: new[] { "user_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_actions_user_id_status_requested_at_id",
                table: "actions",
                columns: new[] { "user_id", "status", "requested_at", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "idx_events_under_way",
                table: "events");

            migrationBuilder.DropIndex(
                name: "ix_emails_user_id_is_outgoing_category_received_at_id",
                table: "emails");

            migrationBuilder.DropIndex(
                name: "ix_emails_user_id_is_outgoing_received_at_id",
                table: "emails");

            migrationBuilder.DropIndex(
                name: "ix_emails_user_id_is_outgoing_status_received_at_id",
                table: "emails");

            migrationBuilder.DropIndex(
                name: "ix_drafts_user_id_created_at_id",
                table: "drafts");

            migrationBuilder.DropIndex(
                name: "idx_conflicts_open",
                table: "conflicts");

            migrationBuilder.DropIndex(
                name: "ix_chat_messages_user_id_created_at_id",
                table: "chat_messages");

            migrationBuilder.DropIndex(
                name: "ix_actions_user_id_status_requested_at_id",
                table: "actions");

            migrationBuilder.CreateIndex(
                name: "ix_emails_user_id_received_at_id",
                table: "emails",
                columns: new[] { "user_id", "received_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_drafts_user_id_created_at_id",
                table: "drafts",
                columns: new[] { "user_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_conflicts_user_id",
                table: "conflicts",
                column: "user_id");
        }
    }
}
