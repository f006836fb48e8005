using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;

namespace LlmGateway.Core.Pipeline;

/// <summary>What an answer took, told from lengths: an upstream that is cut off never says it, and what went through our hands is the next best.</summary>
internal static class UsageEstimate
{
    private const int CharactersPerToken = 4;

    /// <summary>Providers count between some hundred and 1,600, by an image's size.</summary>
    private const int TokensPerImage = 1000;

    /// <summary>A page of a PDF counts as an image does.</summary>
    private const int BytesPerPage = 50_000;

    public static TokenUsage Of(ChatRequest request, GatheredAnswer answer)
    {
        var (characters, images) = (0, 0);
        foreach (var part in request.System) Add(part);
        foreach (var message in request.Messages)
            foreach (var part in message.Content) Add(part);
        foreach (var tool in request.Tools) characters += tool.Name.Length + (tool.Description?.Length ?? 0) + tool.ParametersJson.Length;
        return new TokenUsage(Tokens(characters) + images * TokensPerImage, Tokens(answer.MadeLength));

        void Add(ContentPart part)
        {
            switch (part)
            {
                case TextPart text: characters += text.Text.Length; break;
                case ImagePart or RemotePart: images++; break;
                case DocumentPart { Data.Length: var length } document:
                    if (document.MediaType.StartsWith("text/", StringComparison.Ordinal)) characters += length;
                    else images += 1 + length / BytesPerPage;
                    break;
                case ReasoningPart thought: characters += thought.Text.Length; break;
                case ToolCallPart call: characters += call.Name.Length + call.ArgumentsJson.Length; break;
                case ToolResultPart result:
                    foreach (var inner in result.Content) Add(inner);
                    break;
            }
        }
    }

    private static int Tokens(int characters) => (characters + CharactersPerToken - 1) / CharactersPerToken;
}
