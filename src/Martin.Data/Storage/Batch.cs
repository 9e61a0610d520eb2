using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Martin.Data;

/// <summary>
/// Statements that go to the database together: for the few that every turn makes. To compose and to track them costs EF several times the CPU, and other
/// turns' tokens wait for it.
/// </summary>
internal sealed class Batch(MartinDb db)
{
    private static readonly ConcurrentDictionary<IEntityType, Table> Tables = new();

    private readonly StringBuilder sql = new();
    private readonly List<object> values = [];

    /// <summary>A new row, by the model: it is not tracked.</summary>
    public Batch Insert<T>(T row) where T : class
    {
        var table = Tables.GetOrAdd(db.Model.FindEntityType(typeof(T))!, Table.Of);
        sql.Append(table.Head);
        for (var i = 0; i < table.Columns.Count; i++) sql.Append(i == 0 ? "" : ", ").Append(Parameter(table.Columns[i].Of(row)));
        sql.Append(");\n");
        return this;
    }

    /// <param name="statement">What stands in it in braces becomes parameters, instants as columns have them; enums go by their names.</param>
    public Batch Add(FormattableString statement)
    {
        sql.AppendFormat(CultureInfo.InvariantCulture, statement.Format, [.. statement.GetArguments().Select(Parameter)]).Append(";\n");
        return this;
    }

    /// <returns>The rows that were written, of all statements.</returns>
    /// <exception cref="InvalidOperationException">There is no open transaction.</exception>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        if (db.Database.CurrentTransaction is null) throw new InvalidOperationException("A batch is written inside WriteAsync.");
        if (sql.Length == 0) return 0;
        await using var command = Command();
        return await command.ExecuteNonQueryAsync(ct);
    }

    /// <returns>The first column of the first row of the first statement that gives rows; null where it gives none.</returns>
    public async Task<long?> ReadAsync(CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await using var command = Command();
            return await command.ExecuteScalarAsync(ct) is { } value ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : null;
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    private DbCommand Command()
    {
        var command = db.Database.GetDbConnection().CreateCommand();
        (command.Transaction, command.CommandText) = (db.Database.CurrentTransaction?.GetDbTransaction(), sql.ToString());
        for (var i = 0; i < values.Count; i++)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (Name(i), values[i]);
            command.Parameters.Add(parameter);
        }
        return command;
    }

    private string Parameter(object? value)
    {
        values.Add(value is DateTimeOffset instant ? db.ToColumn(instant) : value ?? DBNull.Value);
        return Name(values.Count - 1);
    }

    private static string Name(int index) => $"@p{index}";

    /// <param name="Head">Up to the values.</param>
    private sealed record Table(string Head, IReadOnlyList<Column> Columns)
    {
        public static Table Of(IEntityType type)
        {
            var table = StoreObjectIdentifier.Create(type, StoreObjectType.Table)!.Value;
            List<IProperty> properties = [.. type.GetProperties()];
            return new($"INSERT INTO {table.Name} ({string.Join(", ", properties.Select(p => p.GetColumnName(table)))}) VALUES (",
                [.. properties.Select(p => new Column(p.GetGetter(), p.GetTypeMapping().Converter))]);
        }
    }

    private sealed record Column(IClrPropertyGetter Getter, ValueConverter? Converter)
    {
        public object? Of(object row) => Getter.GetClrValue(row) is { } value ? Converter?.ConvertToProvider(value) ?? value : null;
    }
}
