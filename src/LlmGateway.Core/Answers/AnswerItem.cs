using System.Globalization;
using Amazon.DynamoDBv2.Model;
using LlmGateway.Core.Conversation;
using LlmGateway.Shared;
using Names = LlmGateway.Shared.HandlerContract.Answers;

namespace LlmGateway.Core.Answers;

/// <summary>An item of the table, read.</summary>
internal sealed class AnswerItem(Dictionary<string, AttributeValue> attributes)
{
    public string Key => Text(Names.PartitionKey) ?? "";

    /// <summary>Null: the item is a lease and nothing more yet.</summary>
    public string? Answer => Text(Names.Answer);

    /// <summary>An operator put it in.</summary>
    public bool IsImported => Text(Names.Source) == Names.FromImport;

    public string? MadeWith => Text(Names.MadeWith);
    public long? ExpiresAt => Number(Names.ExpiresAt);
    public long? FreshUntil => Number(Names.FreshUntil);

    /// <summary>Epoch milliseconds.</summary>
    public long? LeaseUntil => Number(Names.LeaseUntil);

    public string? LeaseOwner => Text(Names.LeaseOwner);

    /// <summary>Null: the one who asks has nothing yet, or keeps it to himself.</summary>
    public SharedText? Shared => Text(Names.LeaseText) is { } text && LeaseOwner is { } owner
        ? new SharedText(owner, text, Number(Names.LeaseEnded) is { } ended ? (FinishReason)ended : null) : null;

    public TimeSpan? LeaseExpects => Number(Names.LeaseExpects) is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;

    public DateTimeOffset? CreatedAt =>
        DateTimeOffset.TryParse(Text(Names.CreatedAt), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    public CachedAnswer ToAnswer(bool stale) => new(Answer!, Text(Names.Model), Usage) { Key = Key, IsImported = IsImported, Stale = stale };

    public static AttributeValue NumberValue(long number) => new() { N = number.ToString(CultureInfo.InvariantCulture) };

    public static AttributeValue UsageValue(TokenUsage usage) =>
        new() { M = new() { [Names.InputTokens] = NumberValue(usage.InputTokens), [Names.OutputTokens] = NumberValue(usage.OutputTokens) } };

    private TokenUsage? Usage =>
        attributes.TryGetValue(Names.Usage, out var usage) && usage.M is { } members
        && NumberOf(members, Names.InputTokens) is { } input && NumberOf(members, Names.OutputTokens) is { } output
            ? new TokenUsage((int)input, (int)output) : null;

    private string? Text(string name) => attributes.GetValueOrDefault(name)?.S;

    private long? Number(string name) => NumberOf(attributes, name);

    private static long? NumberOf(Dictionary<string, AttributeValue> attributes, string name) =>
        attributes.TryGetValue(name, out var value) && long.TryParse(value.N, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
}
