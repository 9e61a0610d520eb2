using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Martin.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class TriageAndDecisions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "categorized_at",
                table: "emails",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "needs_reply",
                table: "emails",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "suggested_action",
                table: "emails",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "edited",
                table: "drafts",
                type: "TEXT",
                precision: 3,
                scale: 2,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "generated",
                table: "drafts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "meant_at",
                table: "actions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "meant_in",
                table: "actions",
                type: "TEXT",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "undone_at",
                table: "actions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "idx_emails_untriaged",
                table: "emails",
                column: "received_at",
                filter: "category IS NULL AND NOT is_outgoing");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "idx_emails_untriaged",
                table: "emails");

            migrationBuilder.DropColumn(
                name: "categorized_at",
                table: "emails");

            migrationBuilder.DropColumn(
                name: "needs_reply",
                table: "emails");

            migrationBuilder.DropColumn(
                name: "suggested_action",
                table: "emails");

            migrationBuilder.DropColumn(
                name: "edited",
                table: "drafts");

            migrationBuilder.DropColumn(
                name: "generated",
                table: "drafts");

            migrationBuilder.DropColumn(
                name: "meant_at",
                table: "actions");

            migrationBuilder.DropColumn(
                name: "meant_in",
                table: "actions");

            migrationBuilder.DropColumn(
                name: "undone_at",
                table: "actions");
        }
    }
}
