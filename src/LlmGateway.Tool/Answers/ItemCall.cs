using System.Text.Json;
using LlmGateway.Shared;

namespace LlmGateway.Tool.Answers;

/// <summary>The body of calls that name one item.</summary>
internal static class ItemCall
{
    public static void Write(Utf8JsonWriter json, string table, string key)
    {
        json.WriteStartObject();
        json.WriteString("TableName", table);
        WriteKey(json, key);
        json.WriteEndObject();
    }

    private static void WriteKey(Utf8JsonWriter json, string key)
    {
        json.WriteStartObject("Key");
        json.WriteStartObject(HandlerContract.Answers.PartitionKey);
        json.WriteString("S", key);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
