using System.Text;

namespace LlmGateway.Core.Import;

/// <summary>The fields of a row of comma-separated values (RFC 4180).</summary>
internal static class CsvFields
{
    /// <summary>Spreadsheets of many countries separate by semicolon, since their numbers have commas.</summary>
    public static byte SeparatorOf(ReadOnlySpan<byte> head) => head.Contains((byte)',') ? (byte)',' : head.Contains((byte)';') ? (byte)';' : (byte)'\t';

    /// <exception cref="RowException">Its quotes don't match.</exception>
    public static List<string> Read(ReadOnlySpan<byte> row, byte separator)
    {
        List<string> fields = [];
        while (true)
        {
            if (row.StartsWith("\""u8))
            {
                fields.Add(Quoted(ref row));
                if (row.IsEmpty) return fields;
                if (row[0] != separator) throw new RowException("goes on behind a closing quote");
                row = row[1..];
                continue;
            }
            var end = row.IndexOf(separator);
            fields.Add(Encoding.UTF8.GetString(end < 0 ? row : row[..end]));
            if (end < 0) return fields;
            row = row[(end + 1)..];
        }
    }

    private static string Quoted(ref ReadOnlySpan<byte> row)
    {
        var text = new StringBuilder();
        row = row[1..];
        while (true)
        {
            var end = row.IndexOf((byte)'"');
            if (end < 0) throw new RowException("opens a quote and never closes it");
            text.Append(Encoding.UTF8.GetString(row[..end]));
            row = row[(end + 1)..];
            if (!row.StartsWith("\""u8)) return text.ToString();
            // Two quotes are one.
            text.Append('"');
            row = row[1..];
        }
    }
}
