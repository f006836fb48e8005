using System.Globalization;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LlmGateway.Core.Answers.Near;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Protocols;
using LlmGateway.Shared;
using Names = LlmGateway.Shared.HandlerContract.Answers;

namespace LlmGateway.Core.Answers;

/// <summary>Question-answer pairs in DynamoDB: one read to look, one write to keep.</summary>
public sealed class AnswerCache
{
    /// <summary>DynamoDB takes 400 KB an item, names, key and numbers included.</summary>
    private const int MostBytes = 380 * 1024;

    private readonly IAmazonDynamoDB _dynamo;
    private readonly TimeProvider _time;
    private readonly QuestionKeys _keys;

    internal AnswerCache(IAmazonDynamoDB dynamo, CacheDocument rules, TimeProvider time, Func<double>? chance = null, NearAnswers? near = null)
    {
        (_dynamo, Rules, _time, Near) = (dynamo, rules, time, near);
        _keys = new QuestionKeys(rules);
        Leases = new AnswerLeases(dynamo, rules.Table, time);
        Hits = new HitCounter(dynamo, rules, time, chance ?? Random.Shared.NextDouble);
    }

    internal CacheDocument Rules { get; }

    /// <summary>Who asks the model while others wait.</summary>
    internal AnswerLeases Leases { get; }

    internal HitCounter Hits { get; }

    internal AnswerPace Pace { get; } = new();

    /// <summary>Null: questions in other words are others.</summary>
    internal NearAnswers? Near { get; }

    /// <summary>The keys of a question; null: it is none to cache.</summary>
    internal AnswerKeys? KeysOf(CallerIdentity caller, ParsedChat parsed, CatalogModel model, string? node, string shown = "") => _keys.Of(caller, parsed, model, node, shown);

    /// <summary>Looks for an answer: an operator's before a model's.</summary>
    /// <param name="keys">Of the question.</param>
    /// <param name="model">An answer that another model behind the same alias gave counts no more.</param>
    /// <param name="maxAge">The oldest that the caller takes; null: whatever the rules say.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="latest">What was read before is never older: at twice the price.</param>
    internal async Task<Lookup> FindAsync(AnswerKeys keys, CatalogModel model, TimeSpan? maxAge, CancellationToken cancellationToken, bool latest = false)
    {
        var items = await ReadAsync([.. keys.All], cancellationToken, latest);
        var now = _time.GetUtcNow();
        foreach (var key in keys.Imported)
        {
            if (items.GetValueOrDefault(key) is { IsImported: true } known && Counts(known, now, maxAge)) return new Lookup(known.ToAnswer(stale: false), Leased: false, Expected: null, Kept: true);
        }
        if (items.GetValueOrDefault(keys.Own) is not { } own) return default;
        var leased = own.LeaseUntil > now.ToUnixTimeMilliseconds();
        var none = new Lookup(null, leased, leased ? own.LeaseExpects : null, own.Answer is not null)
        {
            Owner = leased ? own.LeaseOwner : null, Shared = own.Answer is null && IsMadeWith(own, model) ? own.Shared : null,
        };
        if (own.IsImported || !Counts(own, now, maxAge) || !IsMadeWith(own, model)) return none;
        var stale = IsOld(own, now);
        // Without the rule that let them get old, old answers are none.
        return stale && Rules.StaleSeconds is null ? none : none with { Answer = own.ToAnswer(stale) };
    }

    /// <summary>Looks for an answer to a question that asks the same in other words: one that still counts, and is not old.</summary>
    /// <param name="keys">Of the question.</param>
    /// <param name="question">As it was asked.</param>
    /// <param name="vector">Of the question.</param>
    /// <param name="model">As in <see cref="FindAsync"/>.</param>
    /// <param name="maxAge">As in <see cref="FindAsync"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal async Task<CachedAnswer?> FindNearAsync(AnswerKeys keys, string question, float[] vector, CatalogModel model, TimeSpan? maxAge, CancellationToken cancellationToken)
    {
        var near = await Near!.FindAsync(keys.Families, question, vector, cancellationToken);
        if (near.Count == 0) return null;
        var items = await ReadAsync([.. near.Select(found => found.Entry.AnswerKey).Distinct()], cancellationToken);
        var now = _time.GetUtcNow();
        foreach (var found in near)
        {
            if (items.GetValueOrDefault(found.Entry.AnswerKey) is not { } item || !Counts(item, now, maxAge) || IsOld(item, now)) continue;
            // In the families of imported answers, those of models were given to requests that wanted something else.
            if (item.IsImported || (found.Family == keys.Families[0] && IsMadeWith(item, model))) return item.ToAnswer(stale: false) with { Near = found };
        }
        return null;
    }

    /// <summary>Keeps a question for those who ask it in other words.</summary>
    internal Task KeepNearAsync(AnswerKeys keys, string question, float[] vector, CancellationToken cancellationToken) => Near!.AddAsync(
        keys.Families[0], new NearEntry(keys.Own, question, vector), Rules.TtlSeconds is { } ttl ? _time.GetUtcNow().ToUnixTimeSeconds() + ttl : null, cancellationToken);

    /// <summary>DynamoDB deletes late: an expired item may still be there.</summary>
    private static bool Counts(AnswerItem item, DateTimeOffset now, TimeSpan? maxAge) =>
        item.Answer is not null && !(item.ExpiresAt <= now.ToUnixTimeSeconds()) && !(maxAge is { } age && !(now - item.CreatedAt <= age));

    private static bool IsOld(AnswerItem item, DateTimeOffset now) => item.FreshUntil <= now.ToUnixTimeSeconds();

    private bool IsMadeWith(AnswerItem item, CatalogModel model) => (item.MadeWith ?? "") == _keys.MadeWith(model);

    /// <summary>The right to ask the model for all who ask the same: <see cref="AnswerLeases.TryTakeAsync"/>.</summary>
    internal Task<bool> TryLeaseAsync(string key, string owner, CatalogModel model, bool kept, CancellationToken cancellationToken) =>
        Leases.TryTakeAsync(key, owner, Pace.Of(model.Alias), kept, _keys.MadeWith(model), cancellationToken);

    /// <summary>Keeps an answer, unless it is larger than the table's items may be, or an operator put another one in its place.</summary>
    /// <returns>False: it was not kept.</returns>
    internal async Task<bool> KeepAsync(string key, string question, CachedAnswer answer, CatalogModel model, CancellationToken cancellationToken)
    {
        if (Encoding.UTF8.GetByteCount(question) + Encoding.UTF8.GetByteCount(answer.Text) > MostBytes) return false;
        var now = _time.GetUtcNow();
        var item = new Dictionary<string, AttributeValue>
        {
            [Names.PartitionKey] = new() { S = key },
            [Names.Question] = new() { S = question },
            [Names.Answer] = new() { S = answer.Text },
            [Names.Source] = new() { S = Names.FromModel },
            [Names.CreatedAt] = new() { S = now.ToString("O", CultureInfo.InvariantCulture) },
        };
        if (answer.UpstreamModel is not null) item[Names.Model] = new() { S = answer.UpstreamModel };
        if (_keys.MadeWith(model) is { Length: > 0 } madeWith) item[Names.MadeWith] = new() { S = madeWith };
        if (answer.Usage is { } usage) item[Names.Usage] = AnswerItem.UsageValue(usage);
        if (Rules.TtlSeconds is { } ttl)
        {
            item[Names.ExpiresAt] = AnswerItem.NumberValue(now.ToUnixTimeSeconds() + ttl + (Rules.StaleSeconds ?? 0));
            if (Rules.StaleSeconds is not null) item[Names.FreshUntil] = AnswerItem.NumberValue(now.ToUnixTimeSeconds() + ttl);
        }
        var put = new PutItemRequest
        {
            TableName = Rules.Table,
            Item = item,
            ConditionExpression = "attribute_not_exists(#source) OR #source <> :import OR #expires <= :now",
            ExpressionAttributeNames = new() { ["#source"] = Names.Source, ["#expires"] = Names.ExpiresAt },
            ExpressionAttributeValues = new() { [":import"] = new() { S = Names.FromImport }, [":now"] = AnswerItem.NumberValue(now.ToUnixTimeSeconds()) },
        };
        try
        {
            await _dynamo.PutItemAsync(put, cancellationToken);
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            // What an operator said holds until it expires.
            return false;
        }
    }

    private async Task<Dictionary<string, AnswerItem>> ReadAsync(string[] keys, CancellationToken cancellationToken, bool latest = false)
    {
        if (Rules.Imported is false && keys is [var only])
        {
            var found = await _dynamo.GetItemAsync(new GetItemRequest { TableName = Rules.Table, Key = KeyOf(only), ConsistentRead = latest }, cancellationToken);
            return found.Item is { Count: > 0 } item ? new() { [only] = new AnswerItem(item) } : [];
        }
        var batch = new KeysAndAttributes { Keys = [.. keys.Select(KeyOf)], ConsistentRead = latest };
        var answer = await _dynamo.BatchGetItemAsync(new BatchGetItemRequest { RequestItems = new() { [Rules.Table] = batch } }, cancellationToken);
        // What DynamoDB left unprocessed is a miss: a table that is throttled saves nobody time.
        return answer.Responses?.GetValueOrDefault(Rules.Table)?.Select(item => new AnswerItem(item)).ToDictionary(item => item.Key) ?? [];
    }

    private static Dictionary<string, AttributeValue> KeyOf(string key) => new() { [Names.PartitionKey] = new() { S = key } };
}
