using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Martin.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Recurrence : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "original_start",
                table: "events",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "recurrence",
                table: "events",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "recurs_until",
                table: "events",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "sequence",
                table: "events",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<Guid>(
                name: "series_id",
                table: "events",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "uid",
                table: "events",
                type: "character varying(255)",
                maxLength: 255,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "original_start_1",
                table: "conflicts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "original_start_2",
                table: "conflicts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "idx_events_series",
                table: "events",
                columns: new[] { "user_id", "recurs_until" },
                filter: "recurrence IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_events_series_id_original_start",
                table: "events",
                columns: new[] { "series_id", "original_start" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_events_user_id_uid",
                table: "events",
                columns: new[] { "user_id", "uid" });

            migrationBuilder.AddForeignKey(
                name: "fk_events_events_series_id",
                table: "events",
                column: "series_id",
                principalTable: "events",
                principalColumn: "id",
                onDelete: ReferentialAction.Cascade);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_events_events_series_id",
                table: "events");

            migrationBuilder.DropIndex(
                name: "idx_events_series",
                table: "events");

            migrationBuilder.DropIndex(
                name: "ix_events_series_id_original_start",
                table: "events");

            migrationBuilder.DropIndex(
                name: "ix_events_user_id_uid",
                table: "events");

            migrationBuilder.DropColumn(
                name: "original_start",
                table: "events");

            migrationBuilder.DropColumn(
                name: "recurrence",
                table: "events");

            migrationBuilder.DropColumn(
                name: "recurs_until",
                table: "events");

            migrationBuilder.DropColumn(
                name: "sequence",
                table: "events");

            migrationBuilder.DropColumn(
                name: "series_id",
                table: "events");

            migrationBuilder.DropColumn(
                name: "uid",
                table: "events");

            migrationBuilder.DropColumn(
                name: "original_start_1",
                table: "conflicts");

            migrationBuilder.DropColumn(
                name: "original_start_2",
                table: "conflicts");
        }
    }
}
