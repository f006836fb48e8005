using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.OpenAi;

/// <summary>Reads <c>response_format</c>.</summary>
internal static class OpenAiFormatParser
{
    private const string Field = "response_format";

    /// <summary>Null: plain text.</summary>
    public static AnswerFormat? Parse(JsonElement value, Leftovers leftovers)
    {
        switch (JsonFields.RequiredString(value, "type", Field))
        {
            case "text": return null;
            case "json_object": return new AnswerFormat(null, Strict: false);
            case "json_schema":
                const string where = $"{Field}.json_schema";
                var wanted = JsonFields.Required(value, "json_schema", Field);
                leftovers.AddMembers(wanted, where, "name", "description", "schema", "strict");
                // A name alone is allowed, and means any object.
                return new AnswerFormat(
                    JsonFields.Optional(wanted, "schema") is { } schema ? JsonFields.Schema(schema, $"{where}.schema") : (ReadOnlyMemory<byte>?)null,
                    JsonFields.OptionalString(wanted, "name", where), JsonFields.OptionalString(wanted, "description", where),
                    JsonFields.OptionalBoolean(wanted, "strict", where));
            case var other:
                leftovers.Refuse($"{Field}.type", $"'{Field}.type' is '{other}'; this gateway takes text, json_object and json_schema.");
                return null;
        }
    }
}
