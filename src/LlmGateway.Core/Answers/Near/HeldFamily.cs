namespace LlmGateway.Core.Answers.Near;

/// <summary>The vectors of one family, in memory: a ring of places, in which the newest takes the place of the oldest.</summary>
internal sealed class HeldFamily(int places)
{
    private readonly NearEntry?[] _entries = new NearEntry?[places];

    /// <summary>One at a time looks into the table; the others go by what is here.</summary>
    public SemaphoreSlim Refreshing { get; } = new(1, 1);

    /// <summary>When the table was asked last; null: never.</summary>
    public long? RefreshedAt { get; set; }

    /// <summary>Questions that the family has had, as far as they were read.</summary>
    public long Read { get; set; }

    /// <summary>For whom to forget first.</summary>
    public long UsedAt { get; set; }

    public bool Has(string answerKey) => Array.Exists(_entries, entry => entry?.AnswerKey == answerKey);

    // Entries never change, and a place is written in one piece: who searches meanwhile sees the old one or the new.
    public void Put(long number, NearEntry entry) => Volatile.Write(ref _entries[(int)(number % places)], entry);

    public IEnumerable<(NearEntry Entry, double Distance)> Within(double distance, float[] vector)
    {
        for (var i = 0; i < _entries.Length; i++)
        {
            if (Volatile.Read(ref _entries[i]) is not { } entry) continue;
            var apart = 1 - UnitVector.Product(entry.Vector, vector);
            if (apart <= distance) yield return (entry, apart);
        }
    }
}
