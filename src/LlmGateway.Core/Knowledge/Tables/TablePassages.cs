using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LlmGateway.Core.Aws;
using LlmGateway.Shared;

namespace LlmGateway.Core.Knowledge.Tables;

/// <summary>Records of a DynamoDB table by their scope, newest first. What callers send is only ever a value: no expression is made of it.</summary>
internal sealed class TablePassages(IAmazonDynamoDB dynamo, TableSourceDocument settings) : IPassageFinder
{
    /// <summary>Where a filter leaves little, this many pages are read before the rest counts as not found.</summary>
    private const int MostPages = 10;

    private const int FilteredPage = 100;

    public bool IsScoped => true;

    public async Task<IReadOnlyList<Passage>> FindAsync(KnowledgeQuestion question, CancellationToken cancellationToken)
    {
        List<Passage> found = [];
        var query = QueryOf(question);
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await dynamo.QueryAsync(query, cancellationToken);
            found.AddRange((answer.Items ?? []).Select(ToPassage));
            if (found.Count >= question.Limit || answer.LastEvaluatedKey is not { Count: > 0 } last) break;
            query.ExclusiveStartKey = last;
        }
        return found;
    }

    private QueryRequest QueryOf(KnowledgeQuestion question)
    {
        var query = new QueryRequest
        {
            TableName = settings.Table,
            IndexName = settings.Index,
            ScanIndexForward = settings.OldestFirst ?? false,
            Limit = settings.Where is null ? question.Limit : FilteredPage,
            KeyConditionExpression = "#key = :key",
            ExpressionAttributeNames = new() { ["#key"] = settings.Key },
            ExpressionAttributeValues = new() { [":key"] = Item.Text(question.Scope!) },
        };
        if (settings.Fields is { } fields)
        {
            var wanted = fields.Append(settings.Key).Concat(new[] { settings.TitleField, settings.UriField }.OfType<string>()).Distinct().ToList();
            query.ProjectionExpression = string.Join(", ", wanted.Select(field => Name(query, field)));
        }
        if (settings.Where is { } conditions)
            query.FilterExpression = string.Join(" AND ", conditions.Select((condition, at) =>
            {
                query.ExpressionAttributeValues.Add(FormattableString.Invariant($":w{at}"), Item.Text(condition.Value));
                return FormattableString.Invariant($"{Name(query, condition.Key)} = :w{at}");
            }));
        return query;
    }

    /// <summary>A stand-in for an attribute's name: the names that are reserved are many.</summary>
    private static string Name(QueryRequest query, string attribute)
    {
        foreach (var (known, name) in query.ExpressionAttributeNames)
            if (name == attribute) return known;
        var made = string.Create(CultureInfo.InvariantCulture, $"#n{query.ExpressionAttributeNames.Count}");
        query.ExpressionAttributeNames.Add(made, attribute);
        return made;
    }

    private Passage ToPassage(Dictionary<string, AttributeValue> item)
    {
        var names = settings.Fields ?? [.. item.Keys.Where(name => name != settings.TitleField && name != settings.UriField).Order(StringComparer.Ordinal)];
        return new Passage(string.Join('\n', names.Where(item.ContainsKey).Select(name => $"{name}: {AttributeText.Of(item[name])}")))
        {
            Title = TextOf(item, settings.TitleField),
            Uri = TextOf(item, settings.UriField),
            Scope = item.TextOf(settings.Key),
        };
    }

    private static string? TextOf(Dictionary<string, AttributeValue> item, string? field) =>
        field is not null && item.TryGetValue(field, out var value) && AttributeText.Of(value) is { Length: > 0 } text ? text : null;
}
