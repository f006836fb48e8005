using System.Globalization;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Protocols;
using LlmGateway.Shared;

namespace LlmGateway.Core.Answers;

/// <summary>Question-answer pairs in DynamoDB: one read to look, one write to keep.</summary>
public sealed class AnswerCache
{
    private const string Answer = "answer";
    private const string Model = "model";
    private const string Usage = "usage";
    private const string InputTokens = "input_tokens";
    private const string OutputTokens = "output_tokens";

    /// <summary>DynamoDB takes 400 KB an item, names, key and numbers included.</summary>
    private const int MostBytes = 380 * 1024;

    private readonly IAmazonDynamoDB _dynamo;
    private readonly CacheDocument _settings;
    private readonly TimeProvider _time;
    private readonly QuestionNormalizer _normalizer;

    internal AnswerCache(IAmazonDynamoDB dynamo, CacheDocument settings, TimeProvider time)
    {
        (_dynamo, _settings, _time) = (dynamo, settings, time);
        _normalizer = new QuestionNormalizer(settings.Normalize);
    }

    /// <summary>The key of a question; null: it is none to cache.</summary>
    internal string? KeyOf(CallerIdentity caller, ParsedChat parsed, CatalogModel model)
    {
        var scope = _settings.Scope == CacheScopes.Shared ? CacheScopes.Shared : caller.Subject;
        // Escaped, so that no node id can name another caller's scope.
        if (parsed.NodeId is { } node) scope += "/node:" + Uri.EscapeDataString(node);
        return QuestionKey.Of(scope, parsed, model, _normalizer);
    }

    internal async Task<CachedAnswer?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var found = await _dynamo.GetItemAsync(new GetItemRequest
        {
            TableName = _settings.Table,
            Key = new() { [HandlerContract.Answers.PartitionKey] = new AttributeValue { S = key } },
        }, cancellationToken);
        if (found.Item is not { Count: > 0 } item || !item.TryGetValue(Answer, out var answer) || answer.S is null) return null;
        // DynamoDB deletes late: an expired item may still be there.
        if (Number(item, HandlerContract.Answers.ExpiresAt) is { } expires && expires <= _time.GetUtcNow().ToUnixTimeSeconds()) return null;
        return new CachedAnswer(answer.S, item.GetValueOrDefault(Model)?.S, UsageOf(item));
    }

    /// <summary>Keeps an answer, unless it is larger than the table's items may be.</summary>
    internal Task KeepAsync(string key, string question, CachedAnswer answer, CancellationToken cancellationToken)
    {
        if (Encoding.UTF8.GetByteCount(question) + Encoding.UTF8.GetByteCount(answer.Text) > MostBytes) return Task.CompletedTask;
        var now = _time.GetUtcNow();
        var item = new Dictionary<string, AttributeValue>
        {
            [HandlerContract.Answers.PartitionKey] = new() { S = key },
            ["question"] = new() { S = question },
            [Answer] = new() { S = answer.Text },
            ["source"] = new() { S = "model" },
            ["created_at"] = new() { S = now.ToString("O", CultureInfo.InvariantCulture) },
        };
        if (answer.UpstreamModel is not null) item[Model] = new() { S = answer.UpstreamModel };
        if (answer.Usage is { } usage)
            item[Usage] = new() { M = new() { [InputTokens] = NumberValue(usage.InputTokens), [OutputTokens] = NumberValue(usage.OutputTokens) } };
        if (_settings.TtlSeconds is { } ttl) item[HandlerContract.Answers.ExpiresAt] = NumberValue(now.ToUnixTimeSeconds() + ttl);
        return _dynamo.PutItemAsync(new PutItemRequest { TableName = _settings.Table, Item = item }, cancellationToken);
    }

    private static TokenUsage? UsageOf(Dictionary<string, AttributeValue> item) =>
        item.TryGetValue(Usage, out var usage) && usage.M is { } members && Number(members, InputTokens) is { } input && Number(members, OutputTokens) is { } output
            ? new TokenUsage((int)input, (int)output) : null;

    private static AttributeValue NumberValue(long number) => new() { N = number.ToString(CultureInfo.InvariantCulture) };

    private static long? Number(Dictionary<string, AttributeValue> item, string name) =>
        item.TryGetValue(name, out var value) && long.TryParse(value.N, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
}
