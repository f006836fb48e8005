using System.Text;

namespace LlmGateway.Constructs.Testing;

/// <summary>The lines in which two texts differ, with a little of what stands around them.</summary>
internal static class LineDifference
{
    private const int Context = 3;
    private const int Most = 60;

    public static string Between(string before, string after)
    {
        var (old, now) = (before.Split('\n'), after.Split('\n'));
        var result = new StringBuilder();
        var shown = 0;
        foreach (var (kind, line) in NearChanges(Lines(old, now)))
        {
            if (++shown > Most)
            {
                result.Append("  …\n");
                break;
            }
            result.Append(kind).Append(' ').Append(line).Append('\n');
        }
        return result.ToString().TrimEnd('\n');
    }

    private static IEnumerable<(char Kind, string Line)> NearChanges(List<(char Kind, string Line)> lines)
    {
        var last = -1;
        for (var i = 0; i < lines.Count; i++)
        {
            var near = Enumerable.Range(Math.Max(0, i - Context), Math.Min(lines.Count, i + Context + 1) - Math.Max(0, i - Context));
            if (near.All(at => lines[at].Kind == ' ')) continue;
            if (last >= 0 && i > last + 1) yield return (' ', "…");
            last = i;
            yield return lines[i];
        }
    }

    // Longest common subsequence, after what both begin and end with: changed stretches of templates are short.
    private static List<(char Kind, string Line)> Lines(string[] old, string[] now)
    {
        var start = 0;
        while (start < old.Length && start < now.Length && old[start] == now[start]) start++;
        var end = 0;
        while (end < old.Length - start && end < now.Length - start && old[^(end + 1)] == now[^(end + 1)]) end++;
        var (a, b) = (old[start..^end], now[start..^end]);
        var common = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
            for (var j = b.Length - 1; j >= 0; j--)
                common[i, j] = a[i] == b[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);

        var lines = old[..start].Select(line => (' ', line)).ToList();
        var (x, y) = (0, 0);
        while (x < a.Length || y < b.Length)
            if (x < a.Length && y < b.Length && a[x] == b[y]) { lines.Add((' ', a[x++])); y++; }
            else if (y == b.Length || (x < a.Length && common[x + 1, y] >= common[x, y + 1])) lines.Add(('-', a[x++]));
            else lines.Add(('+', b[y++]));
        lines.AddRange(now[(now.Length - end)..].Select(line => (' ', line)));
        return lines;
    }
}
