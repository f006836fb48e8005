using System.Collections.Concurrent;
using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LlmGateway.Shared;
using Names = LlmGateway.Shared.HandlerContract.Answers;

namespace LlmGateway.Core.Answers.Near;

/// <summary>
/// Vectors in the table of the answers itself: a family counts its questions in one item, and has a place of its own for each. What this process has read it
/// keeps, and asks for what is new since.
/// </summary>
internal sealed class NearTable(IAmazonDynamoDB dynamo, string table, NearDocument rules, TimeProvider time) : INearStore
{
    /// <summary>DynamoDB's own limit of keys in a request.</summary>
    private const int MostKeys = 100;

    /// <summary>A question is counted before it is written: the last few are looked for again.</summary>
    private const int Overlap = 8;

    /// <summary>Memory has its end. The least used are forgotten, and read again when they are asked for.</summary>
    private const int MostFamilies = 64;

    private readonly ConcurrentDictionary<string, HeldFamily> _families = new(StringComparer.Ordinal);
    private readonly TimeSpan _fresh = TimeSpan.FromSeconds(rules.RefreshSeconds);

    public async Task<IReadOnlyList<NearQuestion>> FindAsync(IReadOnlyList<string> families, float[] vector, double within, CancellationToken cancellationToken)
    {
        var held = families.Select(name => (Name: name, Family: Held(name))).ToList();
        await Task.WhenAll(held.Select(each => RefreshAsync(each.Name, each.Family, cancellationToken)));
        return [.. held.SelectMany(each => each.Family.Within(within, vector).Select(found => new NearQuestion(found.Entry, each.Name, found.Distance))).OrderBy(found => found.Distance)];
    }

    public async Task<bool> HasAsync(string family, string answerKey, CancellationToken cancellationToken)
    {
        var held = Held(family);
        await RefreshAsync(family, held, cancellationToken);
        return held.Has(answerKey);
    }

    public async Task AddAsync(string family, NearEntry entry, long? expiresAt, CancellationToken cancellationToken)
    {
        var held = Held(family);
        // An answer that was made anew has the same question.
        if (held.Has(entry.AnswerKey)) return;
        var counted = await dynamo.UpdateItemAsync(new UpdateItemRequest
        {
            TableName = table,
            Key = Key(family),
            UpdateExpression = "ADD #count :one",
            ExpressionAttributeNames = new() { ["#count"] = Names.Count },
            ExpressionAttributeValues = new() { [":one"] = AnswerItem.NumberValue(1) },
            ReturnValues = ReturnValue.UPDATED_NEW,
        }, cancellationToken);
        var number = long.Parse(counted.Attributes[Names.Count].N, CultureInfo.InvariantCulture);
        var item = Key(PlaceOf(family, number));
        item[Names.Question] = new() { S = entry.Question };
        item[Names.AnswerKey] = new() { S = entry.AnswerKey };
        item[Names.Vector] = new() { B = new MemoryStream(UnitVector.ToBytes(entry.Vector)) };
        if (expiresAt is { } end) item[Names.ExpiresAt] = AnswerItem.NumberValue(end);
        await dynamo.PutItemAsync(new PutItemRequest { TableName = table, Item = item }, cancellationToken);
        held.Put(number, entry);
    }

    private HeldFamily Held(string name)
    {
        var family = _families.GetOrAdd(name, _ => new HeldFamily(rules.MostQuestions));
        family.UsedAt = time.GetTimestamp();
        if (_families.Count > MostFamilies) _families.TryRemove(_families.MinBy(each => each.Value.UsedAt).Key, out _);
        return family;
    }

    private async Task RefreshAsync(string name, HeldFamily family, CancellationToken cancellationToken)
    {
        if (IsFresh(family)) return;
        await family.Refreshing.WaitAsync(cancellationToken);
        try
        {
            if (IsFresh(family)) return;
            var counter = await ReadAsync([name], cancellationToken);
            var count = counter is [var item] && long.TryParse(item[Names.Count].N, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
            // In pieces: what was read stays read, should the time be up before the end.
            for (var from = Math.Max(Math.Max(family.Read - Overlap, count - rules.MostQuestions), 0) + 1; from <= count; from += MostKeys)
            {
                var numbers = Enumerable.Range(0, (int)Math.Min(MostKeys, count - from + 1)).Select(more => from + more).ToDictionary(each => PlaceOf(name, each));
                foreach (var place in await ReadAsync([.. numbers.Keys], cancellationToken))
                    if (Entry(place) is { } entry) family.Put(numbers[place[Names.PartitionKey].S], entry);
                family.Read = numbers.Values.Max();
            }
            family.RefreshedAt = time.GetTimestamp();
        }
        finally
        {
            family.Refreshing.Release();
        }
    }

    private bool IsFresh(HeldFamily family) => family.RefreshedAt is { } at && time.GetElapsedTime(at) < _fresh;

    private async Task<List<Dictionary<string, AttributeValue>>> ReadAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        List<Dictionary<string, AttributeValue>> items = [];
        Dictionary<string, KeysAndAttributes>? left = new() { [table] = new KeysAndAttributes { Keys = [.. keys.Select(Key)] } };
        while (left is { Count: > 0 })
        {
            var answer = await dynamo.BatchGetItemAsync(new BatchGetItemRequest { RequestItems = left }, cancellationToken);
            items.AddRange(answer.Responses?.GetValueOrDefault(table) ?? []);
            left = answer.UnprocessedKeys;
        }
        return items;
    }

    private NearEntry? Entry(Dictionary<string, AttributeValue> place)
    {
        var expired = place.TryGetValue(Names.ExpiresAt, out var end) && long.TryParse(end.N, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= time.GetUtcNow().ToUnixTimeSeconds();
        return !expired && place.TryGetValue(Names.Vector, out var vector) && place.TryGetValue(Names.AnswerKey, out var key) && place.TryGetValue(Names.Question, out var question)
            ? new NearEntry(key.S, question.S, UnitVector.FromBytes(vector.B.ToArray())) : null;
    }

    /// <summary>Below the family, and so below its scope: what clears the scope clears its vectors.</summary>
    private string PlaceOf(string family, long number) => string.Create(CultureInfo.InvariantCulture, $"{family}#{number % rules.MostQuestions}");

    private static Dictionary<string, AttributeValue> Key(string key) => new() { [Names.PartitionKey] = new() { S = key } };
}
