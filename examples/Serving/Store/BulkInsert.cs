using System.Data.Common;

namespace AutoRec.Examples.Serving.Store;

/// <summary>Inserts many rows with few statements, which both providers understand.</summary>
internal static class BulkInsert
{
    private const int RowsOfStatement = 100;

    public static async Task RunAsync(DbTransaction transaction, string table, string[] columns, IEnumerable<object?[]> rows)
    {
        DbCommand? command = null;
        foreach (var chunk in rows.Chunk(RowsOfStatement))
        {
            if (command?.Parameters.Count != chunk.Length * columns.Length)
            {
                command?.Dispose();
                command = Create(transaction, table, columns, chunk.Length);
            }

            for (var n = 0; n < command.Parameters.Count; n++)
                command.Parameters[n].Value = chunk[n / columns.Length][n % columns.Length] ?? DBNull.Value;
            await command.ExecuteNonQueryAsync();
        }

        command?.Dispose();
    }

    private static DbCommand Create(DbTransaction transaction, string table, string[] columns, int rows)
    {
        var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        for (var n = 0; n < rows * columns.Length; n++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"p{n}";
            command.Parameters.Add(parameter);
        }

        var values = Enumerable.Range(0, rows)
            .Select(row => $"({string.Join(", ", columns.Select((_, column) => $"@p{(row * columns.Length) + column}"))})");

        // The names are constants of this program; all values are parameters.
#pragma warning disable CA2100
        command.CommandText = $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES {string.Join(", ", values)}";
#pragma warning restore CA2100
        return command;
    }
}
