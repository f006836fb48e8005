using System.Buffers.Binary;
using System.Text;

namespace LlmGateway.Core.Answers;

/// <summary>Normalization form KC (https://unicode.org/reports/tr15/) without ICU, which Lambda's runtimes do not bring: <c>string.Normalize</c> changes nothing there.</summary>
/// <remarks>The tables are made by <c>eng/unicode-tables.py</c> and read when the first text comes that is not ASCII.</remarks>
internal sealed class UnicodeForm
{
    private const int HangulSyllables = 0xAC00, HangulLead = 0x1100, HangulVowel = 0x1161, HangulTail = 0x11A7;
    private const int Vowels = 21, Tails = 28, Leads = 19;

    private static readonly Lazy<UnicodeForm> Tables = new(Load);

    private readonly Dictionary<int, string> _decompositions = [];
    private readonly Dictionary<int, byte> _classes = [];
    private readonly Dictionary<(int First, int Second), int> _compositions = [];

    public static string Normalize(string text) => Ascii.IsValid(text) ? text : Tables.Value.ToFormKc(text);

    private string ToFormKc(string text)
    {
        List<int> points = new(text.Length);
        foreach (var rune in text.EnumerateRunes()) Decompose(rune.Value, points);
        Order(points);
        Compose(points);
        var normalized = new StringBuilder(points.Count);
        foreach (var point in points) normalized.Append(new Rune(point).ToString());
        return normalized.ToString();
    }

    private void Decompose(int point, List<int> points)
    {
        var syllable = point - HangulSyllables;
        if (syllable is >= 0 and < Leads * Vowels * Tails)
        {
            points.Add(HangulLead + syllable / (Vowels * Tails));
            points.Add(HangulVowel + syllable % (Vowels * Tails) / Tails);
            if (syllable % Tails != 0) points.Add(HangulTail + syllable % Tails);
        }
        else if (_decompositions.TryGetValue(point, out var plain))
        {
            foreach (var rune in plain.EnumerateRunes()) points.Add(rune.Value);
        }
        else
        {
            points.Add(point);
        }
    }

    // Marks on one letter come in the order of their classes; equal classes keep their order.
    private void Order(List<int> points)
    {
        for (var start = 0; start < points.Count; start++)
        {
            if (Class(points[start]) == 0) continue;
            var end = start + 1;
            while (end < points.Count && Class(points[end]) != 0) end++;
            if (end - start > 1)
            {
                // LINQ's sort is stable, and n log n: a letter may carry any number of marks.
                var sorted = points.GetRange(start, end - start).OrderBy(Class).ToArray();
                for (var i = 0; i < sorted.Length; i++) points[start + i] = sorted[i];
            }
            start = end;
        }
    }

    private void Compose(List<int> points)
    {
        var starter = -1;
        var kept = 0;
        var lastClass = 0;
        for (var i = 0; i < points.Count; i++)
        {
            var (point, kind) = (points[i], Class(points[i]));
            // A mark reaches its letter only past marks of lower classes.
            var reaches = starter >= 0 && (kept == starter + 1 || (lastClass != 0 && lastClass < kind));
            if (reaches && Composed(points[starter], point) is { } composed)
            {
                points[starter] = composed;
                continue;
            }
            if (kind == 0) starter = kept;
            lastClass = kind;
            points[kept++] = point;
        }
        points.RemoveRange(kept, points.Count - kept);
    }

    private int? Composed(int first, int second)
    {
        var (lead, vowel) = (first - HangulLead, second - HangulVowel);
        if (lead is >= 0 and < Leads && vowel is >= 0 and < Vowels) return HangulSyllables + (lead * Vowels + vowel) * Tails;
        var (syllable, tail) = (first - HangulSyllables, second - HangulTail);
        if (syllable is >= 0 and < Leads * Vowels * Tails && syllable % Tails == 0 && tail is > 0 and < Tails) return first + tail;
        return _compositions.TryGetValue((first, second), out var composed) ? composed : null;
    }

    private int Class(int point) => _classes.GetValueOrDefault(point);

    private static UnicodeForm Load()
    {
        using var resource = typeof(UnicodeForm).Assembly.GetManifestResourceStream("UnicodeForm.bin")!;
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        var tables = new UnicodeForm();
        var at = 0;
        for (var count = Int(); count > 0; count--)
        {
            var point = Int();
            var length = bytes[at++] * 2;
            tables._decompositions[point] = Encoding.Unicode.GetString(bytes, at, length);
            at += length;
        }
        for (var count = Int(); count > 0; count--) tables._classes[Int()] = bytes[at++];
        for (var count = Int(); count > 0; count--) tables._compositions[(Int(), Int())] = Int();
        return tables;

        int Int()
        {
            var value = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
            at += sizeof(int);
            return value;
        }
    }
}
