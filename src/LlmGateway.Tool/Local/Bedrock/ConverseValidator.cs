using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Aws;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>Refuses what Converse refuses, in Bedrock's sentences.</summary>
internal static class ConverseValidator
{
    /// <exception cref="AwsException">Bedrock would answer with this.</exception>
    public static void Check(JsonObject body)
    {
        var toolConfig = body["toolConfig"] as JsonObject;
        CheckInference(body["inferenceConfig"] as JsonObject);
        if (body["guardrailConfig"] is JsonObject guardrail && (guardrail["guardrailIdentifier"] is null || guardrail["guardrailVersion"] is null))
            throw Refuse("guardrailConfig needs both guardrailIdentifier and guardrailVersion.");
        CheckSystem(body["system"] as JsonArray ?? []);
        if (toolConfig is not null) ConverseToolRules.CheckTools(toolConfig);
        CheckMessages(body["messages"] as JsonArray ?? [], toolConfig is not null);
    }

    private static void CheckInference(JsonObject? inference)
    {
        if (inference is null) return;
        Limit("inferenceConfig.maxTokens", inference["maxTokens"], 1, int.MaxValue);
        Limit("inferenceConfig.temperature", inference["temperature"], 0, 1);
        Limit("inferenceConfig.topP", inference["topP"], 0, 1);
        if (inference["stopSequences"] is JsonArray stops && stops.Any(stop => string.IsNullOrEmpty(stop?.GetValue<string>())))
            throw Constraint("", "inferenceConfig.stopSequences", "Member must have length greater than or equal to 1");
    }

    private static void Limit(string member, JsonNode? value, double least, double most)
    {
        if (value?.GetValue<double>() is not { } number) return;
        if (number < least) throw Constraint(value.ToJsonString(), member, $"Member must have value greater than or equal to {least}");
        if (number > most) throw Constraint(value.ToJsonString(), member, $"Member must have value less than or equal to {most}");
    }

    private static void CheckSystem(JsonArray system)
    {
        for (var i = 0; i < system.Count; i++)
            if (system[i]?["text"] is { } text && string.IsNullOrWhiteSpace(text.GetValue<string>()))
                throw Refuse($"The text field in the SystemContentBlock object at system.{i} is blank. Add text to the text field, and try again.");
    }

    private static void CheckMessages(JsonArray messages, bool hasTools)
    {
        if (messages.Count == 0 || Role(messages[0]) != "user")
            throw Refuse("A conversation must start with a user message. Try again with a conversation that starts with a user message.");
        var asked = new List<string>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < messages.Count; i++)
        {
            var message = messages[i] as JsonObject ?? throw Refuse($"messages.{i} is not an object.");
            if (Role(message) is not ("user" or "assistant"))
                throw Constraint(Role(message) ?? "null", $"messages.{i + 1}.member.role", "Member must satisfy enum value set: [user, assistant]");
            if (i > 0 && Role(message) == Role(messages[i - 1]))
            {
                throw Refuse(
                    "A conversation must alternate between user and assistant roles. "
                    + "Make sure the conversation alternates between user and assistant roles and try again.");
            }
            if (message["content"] is not JsonArray { Count: > 0 } content)
                throw Refuse($"The content field in the Message object at messages.{i} is empty. Add a ContentBlock object to the content field and try again.");
            CheckBlocks(content, i, hasTools);
            ConverseDocumentRules.Check(content, i, names);
            if (content[0]?["cachePoint"] is not null) throw Refuse($"A cachePoint at messages.{i}.content has nothing before it to cache.");
            ConverseToolRules.CheckTurn(content, i, asked);
        }
        if (asked.Count > 0)
            throw Refuse($"Expected toolResult blocks at messages.{messages.Count}.content for the following Ids: {string.Join(", ", asked)}");
        CheckPrefill(messages[^1]!);
    }

    private static void CheckBlocks(JsonArray content, int message, bool hasTools)
    {
        for (var j = 0; j < content.Count; j++)
        {
            var block = content[j] as JsonObject ?? throw Refuse($"messages.{message}.content.{j} is not an object.");
            if (block["text"] is { } text && string.IsNullOrWhiteSpace(text.GetValue<string>()))
                throw Refuse($"The text field in the ContentBlock object at messages.{message}.content.{j} is blank. Add text to the text field, and try again.");
            if (!hasTools && (block.ContainsKey("toolUse") || block.ContainsKey("toolResult")))
                throw Refuse("The toolConfig field must be defined when using toolUse and toolResult content blocks.");
            if (block["toolUse"] is JsonObject use)
            {
                ConverseToolRules.CheckName(use["toolUseId"]?.GetValue<string>(), $"messages.{message + 1}.member.content.{j + 1}.member.toolUse.toolUseId");
                ConverseToolRules.CheckName(use["name"]?.GetValue<string>(), $"messages.{message + 1}.member.content.{j + 1}.member.toolUse.name");
                if (use["input"] is not JsonObject)
                    throw Refuse($"The format of the value at messages.{message}.content.{j}.toolUse.input is invalid. Provide a json object for the field and try again.");
            }
            if (block["toolResult"] is JsonObject result)
            {
                ConverseToolRules.CheckName(result["toolUseId"]?.GetValue<string>(), $"messages.{message + 1}.member.content.{j + 1}.member.toolResult.toolUseId");
                if (result["content"] is not JsonArray { Count: > 0 } && result["status"]?.GetValue<string>() == "error")
                    throw Refuse($"The content field at messages.{message}.content.{j}.toolResult cannot be empty when status value is error.");
            }
        }
    }

    private static void CheckPrefill(JsonNode last)
    {
        if (Role(last) == "assistant" && (last["content"] as JsonArray)?[^1]?["text"]?.GetValue<string>() is { } text && text != text.TrimEnd())
            throw Refuse("messages: final assistant content cannot end with trailing whitespace");
    }

    private static string? Role(JsonNode? message) => message?["role"]?.GetValue<string>();

    private static AwsException Refuse(string message) => new(AwsError.Validation(message));

    private static AwsException Constraint(string value, string member, string constraint) =>
        new(AwsError.Constraint(value, member, constraint));
}
