using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace LlmGateway.Core.Aws;

/// <summary>Attributes of DynamoDB items, made and read.</summary>
internal static class Item
{
    public static AttributeValue Text(string text) => new() { S = text };

    public static AttributeValue Number(long number) => new() { N = number.ToString(CultureInfo.InvariantCulture) };

    public static AttributeValue Texts(IEnumerable<string> texts) => new() { L = [.. texts.Select(Text)] };

    public static string? TextOf(this IReadOnlyDictionary<string, AttributeValue> item, string name) => item.GetValueOrDefault(name)?.S;

    public static long? NumberOf(this IReadOnlyDictionary<string, AttributeValue> item, string name) =>
        item.TryGetValue(name, out var value) && long.TryParse(value.N, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static IReadOnlyList<string> TextsOf(this IReadOnlyDictionary<string, AttributeValue> item, string name) =>
        item.GetValueOrDefault(name)?.L is { } list ? [.. list.Select(value => value.S)] : [];
}
