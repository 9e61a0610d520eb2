using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Martin.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class PushedNotifications : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "is_pushed",
                table: "notifications",
                type: "boolean",
                nullable: false,
                defaultValue: true);  // what is there already is Sync's

            migrationBuilder.CreateIndex(
                name: "ix_notifications_unpushed",
                table: "notifications",
                column: "created_at",
                filter: "NOT is_pushed");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_notifications_unpushed",
                table: "notifications");

            migrationBuilder.DropColumn(
                name: "is_pushed",
                table: "notifications");
        }
    }
}
