using System.Text.Json;

namespace LlmGateway.Tool.Answers;

/// <summary>A value of DynamoDB's JSON as plain JSON.</summary>
internal static class PlainValue
{
    public static void Write(Utf8JsonWriter json, JsonElement typed)
    {
        foreach (var value in typed.EnumerateObject())
        {
            switch (value.Name)
            {
                case "N": json.WriteRawValue(value.Value.GetString()!); break;
                case "NULL": json.WriteNullValue(); break;
                case "M":
                    json.WriteStartObject();
                    foreach (var member in value.Value.EnumerateObject())
                    {
                        json.WritePropertyName(member.Name);
                        Write(json, member.Value);
                    }
                    json.WriteEndObject();
                    break;
                case "L":
                    json.WriteStartArray();
                    foreach (var one in value.Value.EnumerateArray()) Write(json, one);
                    json.WriteEndArray();
                    break;
                case "NS":
                    json.WriteStartArray();
                    foreach (var one in value.Value.EnumerateArray()) json.WriteRawValue(one.GetString()!);
                    json.WriteEndArray();
                    break;
                default: value.Value.WriteTo(json); break;
            }
        }
    }
}
