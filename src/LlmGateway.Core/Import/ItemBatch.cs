namespace LlmGateway.Core.Import;

/// <summary>Items of different keys, as many as a store takes in one request.</summary>
internal sealed class ItemBatch(int most)
{
    private readonly Dictionary<string, int> _places = new(most, StringComparer.Ordinal);

    public List<ImportItem> Items { get; } = new(most);

    public bool IsFull => Items.Count == most;

    /// <summary>Where a run that ended after this batch goes on.</summary>
    public ImportPosition End { get; set; }

    /// <summary>Done when all items are in, or rejected.</summary>
    public Task Written { get; set; } = Task.CompletedTask;

    /// <summary>A later item takes the place of an earlier one of its key.</summary>
    public void Put(ImportItem item)
    {
        if (_places.TryGetValue(item.Key, out var place))
        {
            Items[place] = item;
            return;
        }
        _places[item.Key] = Items.Count;
        Items.Add(item);
    }
}
