using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Martin.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Memories : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_memories_user_id",
                table: "memories");

            migrationBuilder.AddColumn<long>(
                name: "memory_revision",
                table: "users",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "embedding_model",
                table: "memories",
                type: "character varying(100)",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "from_outside",
                table: "memories",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "origin",
                table: "memories",
                type: "character varying(50)",
                maxLength: 50,
                nullable: false,
                defaultValue: "user");

            migrationBuilder.AddColumn<string>(
                name: "quote",
                table: "memories",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "said_at",
                table: "memories",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "superseded_at",
                table: "memories",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "supersedes",
                table: "memories",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "turn_id",
                table: "memories",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "version",
                table: "memories",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.CreateTable(
                name: "memory_vectors",
                columns: table => new
                {
                    memory_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    vector = table.Column<byte[]>(type: "bytea", nullable: false),
                    revision = table.Column<long>(type: "bigint", nullable: false),
                    indexed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_memory_vectors", x => x.memory_id);
                    table.ForeignKey(
                        name: "fk_memory_vectors_memories_memory_id",
                        column: x => x.memory_id,
                        principalTable: "memories",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "vector_removals",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    memory_id = table.Column<Guid>(type: "uuid", nullable: true),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vector_removals", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_memories_embedding_model_user_id",
                table: "memories",
                columns: new[] { "embedding_model", "user_id" });

            migrationBuilder.CreateIndex(
                name: "ix_memories_user_id_created_at_id",
                table: "memories",
                columns: new[] { "user_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_memory_vectors_indexed_at",
                table: "memory_vectors",
                column: "indexed_at");

            migrationBuilder.CreateIndex(
                name: "ix_memory_vectors_user_id_revision",
                table: "memory_vectors",
                columns: new[] { "user_id", "revision" });

            migrationBuilder.CreateIndex(
                name: "ix_vector_removals_requested_at",
                table: "vector_removals",
                column: "requested_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "memory_vectors");

            migrationBuilder.DropTable(
                name: "vector_removals");

            migrationBuilder.DropIndex(
                name: "ix_memories_embedding_model_user_id",
                table: "memories");

            migrationBuilder.DropIndex(
                name: "ix_memories_user_id_created_at_id",
                table: "memories");

            migrationBuilder.DropColumn(
                name: "memory_revision",
                table: "users");

            migrationBuilder.DropColumn(
                name: "embedding_model",
                table: "memories");

            migrationBuilder.DropColumn(
                name: "from_outside",
                table: "memories");

            migrationBuilder.DropColumn(
                name: "origin",
                table: "memories");

            migrationBuilder.DropColumn(
                name: "quote",
                table: "memories");

            migrationBuilder.DropColumn(
                name: "said_at",
                table: "memories");

            migrationBuilder.DropColumn(
                name: "superseded_at",
                table: "memories");

            migrationBuilder.DropColumn(
                name: "supersedes",
                table: "memories");

            migrationBuilder.DropColumn(
                name: "turn_id",
                table: "memories");

            migrationBuilder.DropColumn(
                name: "version",
                table: "memories");

            migrationBuilder.CreateIndex(
                name: "ix_memories_user_id",
                table: "memories",
                column: "user_id");
        }
    }
}
