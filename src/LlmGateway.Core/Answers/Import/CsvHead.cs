using LlmGateway.Core.Import;
using Names = LlmGateway.Shared.HandlerContract.Answers;

namespace LlmGateway.Core.Answers.Import;

/// <summary>The columns of a table: <c>question</c> and <c>answer</c>, and <c>scope</c>, <c>model</c>, <c>expires</c> where it has them, in any order.</summary>
internal sealed class CsvHead
{
    private static readonly string[] Known = [Names.Question, Names.Answer, "scope", Names.Model, "expires"];

    private readonly byte _separator;
    private readonly int[] _columns;
    private readonly int _count;

    private CsvHead(byte separator, int[] columns, int count) => (_separator, _columns, _count) = (separator, columns, count);

    /// <exception cref="RowException">It names no such columns.</exception>
    public static CsvHead Parse(ReadOnlySpan<byte> row)
    {
        var separator = CsvFields.SeparatorOf(row);
        List<string> names = [.. CsvFields.Read(row, separator).Select(name => name.Trim().ToLowerInvariant())];
        if (!names.Contains(Names.Question) || !names.Contains(Names.Answer))
            throw new RowException($"is the head of a table, and names no columns {Names.Question} and {Names.Answer}");
        if (names.Find(name => !Known.Contains(name)) is { } unknown) throw new RowException($"is the head of a table, and names a column '{unknown}'; there are {string.Join(", ", Known)}");
        if (names.Distinct().Count() < names.Count) throw new RowException("is the head of a table, and names a column twice");
        return new CsvHead(separator, [.. Known.Select(name => names.IndexOf(name))], names.Count);
    }

    /// <exception cref="RowException">It has other columns than the head.</exception>
    public PairRow Read(ReadOnlySpan<byte> row)
    {
        var fields = CsvFields.Read(row, _separator);
        if (fields.Count != _count) throw new RowException($"has {fields.Count} fields where the head has {_count}");
        return new PairRow(At(0) ?? "", At(1) ?? "", At(2), At(3), ExpiryTime.Parse(At(4)));

        string? At(int column) => _columns[column] is >= 0 and var index && fields[index] is { Length: > 0 } field ? field : null;
    }
}
