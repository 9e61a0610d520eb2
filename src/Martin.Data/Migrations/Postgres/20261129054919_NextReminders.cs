using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Martin.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class NextReminders : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "next_reminder_at",
                table: "events",
                type: "timestamp with time zone",
                nullable: true);

            // Early enough for any reminder: the first look sets it right.
            migrationBuilder.Sql("UPDATE events SET next_reminder_at = start_time - interval '29 days' WHERE cardinality(reminders) > 0");

            migrationBuilder.CreateIndex(
                name: "idx_events_next_reminder",
                table: "events",
                columns: new[] { "next_reminder_at", "id" },
                filter: "next_reminder_at IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "idx_events_next_reminder",
                table: "events");

            migrationBuilder.DropColumn(
                name: "next_reminder_at",
                table: "events");
        }
    }
}
