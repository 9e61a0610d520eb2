using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Martin.Data.Migrations.Sqlite
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
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "embedding_model",
                table: "memories",
                type: "TEXT",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "from_outside",
                table: "memories",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "origin",
                table: "memories",
                type: "TEXT",
                maxLength: 50,
                nullable: false,
                defaultValue: "user");

            migrationBuilder.AddColumn<string>(
                name: "quote",
                table: "memories",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "said_at",
                table: "memories",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "superseded_at",
                table: "memories",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "supersedes",
                table: "memories",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "turn_id",
                table: "memories",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "version",
                table: "memories",
                type: "INTEGER",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.CreateTable(
                name: "memory_vectors",
                columns: table => new
                {
                    memory_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    user_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    model = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    vector = table.Column<byte[]>(type: "BLOB", nullable: false),
                    revision = table.Column<long>(type: "INTEGER", nullable: false),
                    indexed_at = table.Column<long>(type: "INTEGER", nullable: true)
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
                    id = table.Column<Guid>(type: "TEXT", nullable: false, defaultValueSql: "(upper(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-A' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))))"),
                    user_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    memory_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    requested_at = table.Column<long>(type: "INTEGER", nullable: false)
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
