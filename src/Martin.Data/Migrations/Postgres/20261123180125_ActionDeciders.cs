using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Martin.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class ActionDeciders : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "decided_by",
                table: "actions",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "idx_actions_proposed",
                table: "actions",
                column: "expires_at",
                filter: "status = 'proposed'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "idx_actions_proposed",
                table: "actions");

            migrationBuilder.DropColumn(
                name: "decided_by",
                table: "actions");
        }
    }
}
