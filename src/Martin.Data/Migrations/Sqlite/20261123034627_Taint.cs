using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Martin.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Taint : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "tainted",
                table: "turns",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "tainted",
                table: "turns");
        }
    }
}
