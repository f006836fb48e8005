using System.Text;
using System.Text.Json;

namespace LlmGateway.Core.Tests.Field;

/// <summary>Damage to one JSON text, most of which leaves it JSON: values of other kinds, members that are missing or doubled, depth, and stray bytes.</summary>
internal static class JsonDamage
{
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = 2000 };

    private static readonly string[] Values =
    [
        "null", "[]", "{}", "\"\"", "0", "-1", "1e999", "1.5", "true", "false", "\"\\ud83d\"", "\"\\ude00x\"", "\"\\u0000\"", "[null]", "{\"a\":null}", "99999999999", "[[1]]",
        "\"stop\"", "\"tool_use\"", "{\"text\":\"x\"}", "[{\"type\":\"text\",\"text\":\"y\"}]", "\"{\\\"x\\\":1}\"", "{\"x\":1}", "\"</think>\"", "\"<thi\"", "-0", "\"7\"",
    ];

    /// <returns>The same, or a copy that is damaged in up to three places.</returns>
    public static byte[] Of(byte[] json, Random random)
    {
        for (var times = random.Next(4); times > 0; times--) json = Once(json, random);
        if (random.Next(30) != 0 || json.Length == 0) return json;
        // Bytes that no JSON has.
        if (random.Next(2) == 0) return json[..random.Next(json.Length)];
        json = [.. json];
        json[random.Next(json.Length)] = (byte)random.Next(256);
        return json;
    }

    private static byte[] Once(byte[] json, Random random)
    {
        var places = Places(json);
        if (places.Count == 0) return json;
        var (name, start, end) = places[random.Next(places.Count)];
        switch (random.Next(8))
        {
            // A member is gone, or comes twice.
            case 0 when name >= 0: return Replaced(json, name, end, "\"gone\":0");
            case 1 when name >= 0: return Replaced(json, name, name, Encoding.UTF8.GetString(json.AsSpan(name, end - name)) + ",");
            // The value of another place.
            case 2 or 3:
                var other = places[random.Next(places.Count)];
                return Replaced(json, start, end, Encoding.UTF8.GetString(json.AsSpan(other.Start, other.End - other.Start)));
            case 4:
                var levels = random.Next(20) == 0 ? 520 : random.Next(90);
                return Replaced(json, start, end, new string('[', levels) + Encoding.UTF8.GetString(json.AsSpan(start, end - start)) + new string(']', levels));
            default: return Replaced(json, start, end, Values[random.Next(Values.Length)]);
        }
    }

    private static byte[] Replaced(byte[] json, int start, int end, string by) => [.. json.AsSpan(0, start), .. Encoding.UTF8.GetBytes(by), .. json.AsSpan(end)];

    /// <summary>Where values stand; <c>Name</c> is where the member begins that holds it, -1: none does.</summary>
    private static List<(int Name, int Start, int End)> Places(byte[] json)
    {
        List<(int, int, int)> places = [];
        Stack<(int Name, int Start)> open = [];
        var name = -1;
        try
        {
            var reader = new Utf8JsonReader(json, Deep);
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName: name = (int)reader.TokenStartIndex; continue;
                    case JsonTokenType.StartObject or JsonTokenType.StartArray: open.Push((name, (int)reader.TokenStartIndex)); break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        var (member, start) = open.Pop();
                        places.Add((member, start, (int)reader.BytesConsumed));
                        break;
                    default: places.Add((name, (int)reader.TokenStartIndex, (int)reader.BytesConsumed)); break;
                }
                name = -1;
            }
        }
        catch (JsonException)
        {
            // Damaged before: what was found until then can be damaged more.
        }
        return places;
    }
}
