namespace LlmGateway.Tool.Local.Search;

/// <summary>Of a field: how many documents there are, how long they are, and in how many of them each word stands.</summary>
internal sealed record WordStatistics(int Documents, double MeanLength, IReadOnlyDictionary<string, int> DocumentsWith)
{
    public static WordStatistics Of(IEnumerable<SearchDocument> documents, string field)
    {
        var (count, length) = (0, 0L);
        Dictionary<string, int> with = new(StringComparer.Ordinal);
        foreach (var document in documents)
        {
            count++;
            foreach (var (word, times) in document.WordsOf(field))
            {
                length += times;
                with[word] = with.GetValueOrDefault(word) + 1;
            }
        }
        return new WordStatistics(count, count == 0 ? 1 : Math.Max(1, length / (double)count), with);
    }
}
