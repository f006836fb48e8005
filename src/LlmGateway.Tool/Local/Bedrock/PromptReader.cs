using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Shared;
using LlmGateway.Tool.Local.Aws;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>The prompt in a call's body, checked as Bedrock checks it.</summary>
internal static class PromptReader
{
    /// <exception cref="AwsException">Bedrock would refuse the body.</exception>
    public static SimulatedPrompt Read(BedrockTarget target, JsonObject body)
    {
        BedrockModels.Check(target.ModelId);
        // Tokens are counted by the model's own id, profile or none.
        if (target.Operation != BedrockOperation.CountTokens) BedrockModels.CheckThroughput(target.ModelId);
        try
        {
            return target.Operation switch
            {
                BedrockOperation.Converse or BedrockOperation.ConverseStream => Converse(target, body),
                BedrockOperation.CountTokens => CountTokens(target, body),
                _ => Invoke(target, body),
            };
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            // A member of another JSON type than the API's.
            throw new AwsException(AwsError.Serialization($"A member of the body has the wrong type: {e.Message}"));
        }
    }

    private static SimulatedPrompt Converse(BedrockTarget target, JsonObject body)
    {
        ConverseValidator.Check(body);
        ConverseModelRules.Check(target.ModelId, body);
        var inference = body["inferenceConfig"];
        BedrockModels.CheckSampling(target.ModelId, inference?["temperature"] is not null, inference?["topP"] is not null);
        return ConversePromptReader.Read(body);
    }

    private static SimulatedPrompt Invoke(BedrockTarget target, JsonObject body)
    {
        if (EmbeddingModels.Includes(target.ModelId)) return Embeddings(EmbeddingForm.Read(target.ModelId, body));
        if (!target.ModelId.Contains("anthropic.", StringComparison.Ordinal))
        {
            throw new AwsException(AwsError.Validation(
                $"The simulator knows InvokeModel bodies of Anthropic's and of embedding models only, not of {target.ModelId}; Converse works for all."));
        }
        AnthropicValidator.Check(body);
        AnthropicModelRules.Check(target.ModelId, body);
        BedrockModels.CheckSampling(target.ModelId, body["temperature"] is not null, body["top_p"] is not null);
        return AnthropicPromptReader.Read(body);
    }

    // For a script's rules, which look for words.
    private static SimulatedPrompt Embeddings(EmbeddingForm form) =>
        new() { Turns = [new SimulatedTurn(IsUser: true, form.Texts, [], [])], InputTokens = form.InputTokens };

    // What is counted is the body of the other operations, in an envelope.
    private static SimulatedPrompt CountTokens(BedrockTarget target, JsonObject body)
    {
        if (body["input"]?["converse"] is JsonObject converse) return Converse(target, converse);
        if (body["input"]?["invokeModel"]?["body"]?.GetValue<string>() is not { } encoded)
            throw new AwsException(AwsError.Constraint("null", "input", "Member must have exactly one of converse, invokeModel"));
        return Invoke(target, ParseObject(Encoding.UTF8.GetString(Convert.FromBase64String(encoded))));
    }

    /// <summary>JSON that travels as text within JSON.</summary>
    /// <exception cref="AwsException">It is no JSON object.</exception>
    internal static JsonObject ParseObject(string text)
    {
        try
        {
            if (JsonNode.Parse(text) is JsonObject parsed) return parsed;
        }
        catch (JsonException)
        {
            // Refused below, in Bedrock's words.
        }
        throw new AwsException(AwsError.Validation("Malformed input request, please reformat your input and try again."));
    }
}
