using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.Native;

/// <summary>Reads a native request (wire.md, "Native protocol"). Unknown fields are refused by name, so that typing errors show.</summary>
internal static class NativeParser
{
    private const string Known = "prompt, images, model, chat_id, request_id, replaces, system, parameters, rag_prompt, invalidate_cache, stream";
    private const string KnownOverSockets = "action, prompt, prompt_upload_id, images, model, chat_id, request_id, replaces, system, parameters, rag_prompt, invalidate_cache";
    private const int MostImages = 20;
    private static readonly Dictionary<string, string> NoUploads = [];
    private const string KnownParameters = "temperature, max_tokens_to_sample, stop_sequences, top_p, node_id";

    /// <summary>A request over HTTP.</summary>
    public static ParsedChat Parse(ReadOnlyMemory<byte> body) => Parse(body, socket: false, NoUploads);

    /// <summary>A message <c>sendmessage</c>.</summary>
    /// <param name="body">All of it.</param>
    /// <param name="uploads">The uploads that it names, by their ids.</param>
    public static ParsedChat ParseMessage(ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string> uploads) => Parse(body, socket: true, uploads);

    private static ParsedChat Parse(ReadOnlyMemory<byte> body, bool socket, IReadOnlyDictionary<string, string> uploads)
    {
        using var document = JsonBody.Parse(body);
        string? prompt = null, system = null, ragPrompt = null, model = null, chatId = null, requestId = null, replaces = null;
        IReadOnlyList<ImagePart> images = [];
        var invalidate = false;
        var stream = false;
        var parameters = new Parameters();
        foreach (var member in document.RootElement.EnumerateObject())
        {
            var (name, value) = (JsonFields.Name(member), member.Value);
            if (value.ValueKind == JsonValueKind.Null) continue;
            switch (name)
            {
                case "prompt":
                    if (prompt is not null) throw JsonBody.Invalid("'prompt' and 'prompt_upload_id' are both set; send one of them.", name);
                    prompt = JsonFields.String(value, name);
                    break;
                case "images": images = Images(value, uploads); break;
                case "replaces": replaces = JsonFields.String(value, name); break;
                case "system": system = JsonFields.String(value, name); break;
                case "model": model = JsonFields.String(value, name); break;
                case "chat_id": chatId = JsonFields.String(value, name); break;
                case "request_id": requestId = JsonFields.String(value, name); break;
                case "parameters": parameters.Read(value); break;
                case "invalidate_cache": invalidate = JsonFields.LooseBoolean(value, name); break;
                case "stream": stream = JsonFields.LooseBoolean(value, name); break;
                case "action" when socket: break;
                case "prompt_upload_id" when socket:
                    if (prompt is not null) throw JsonBody.Invalid("'prompt' and 'prompt_upload_id' are both set; send one of them.", name);
                    prompt = uploads.GetValueOrDefault(JsonFields.String(value, name));
                    break;
                case "rag_prompt": ragPrompt = JsonFields.String(value, name); break;
                case "prompt_upload_id": throw JsonBody.Invalid("'prompt_upload_id' names an upload of a WebSocket connection; over HTTP send the prompt itself.", name);
                default: throw JsonBody.Invalid($"'{name}' is no field of a native request; known are {(socket ? KnownOverSockets : Known)}.", name);
            }
        }
        if (string.IsNullOrWhiteSpace(prompt)) throw JsonBody.Invalid("'prompt' is missing or blank.", "prompt");
        if (replaces is not null && chatId is null) throw JsonBody.Invalid("'replaces' names a turn of a chat; send its 'chat_id', too.", "replaces");
        return new ParsedChat(new ChatRequest
        {
            Model = string.IsNullOrWhiteSpace(model) ? null : model,
            System = string.IsNullOrWhiteSpace(system) ? [] : [new TextPart(system)],
            Messages = [new ChatMessage(ChatRole.User, [.. images, new TextPart(prompt)])],
            Temperature = parameters.Temperature,
            TopP = parameters.TopP,
            MaxTokens = parameters.MaxTokens,
            StopSequences = parameters.Stop,
            Stream = stream || socket,
        })
        { InvalidateCache = invalidate, NodeId = parameters.NodeId, RagPrompt = string.IsNullOrWhiteSpace(ragPrompt) ? null : ragPrompt, ChatId = chatId, RequestId = requestId, Replaces = replaces };
    }

    /// <summary>Data URLs; over a WebSocket, whose messages are small, also uploads of them: <c>upload:ID</c>.</summary>
    private static List<ImagePart> Images(JsonElement value, IReadOnlyDictionary<string, string> uploads)
    {
        List<ImagePart> images = [];
        foreach (var item in JsonFields.Items(value, "images"))
        {
            var (field, url) = ($"images[{images.Count}]", JsonFields.String(item, "images"));
            if (images.Count == MostImages) throw JsonBody.Invalid($"'images' has more than {MostImages} images.", "images");
            images.Add(SentFiles.Image(UploadReference.IdOf(url) is { } id ? uploads.GetValueOrDefault(id, "") : url, field));
        }
        return images;
    }

    private sealed class Parameters
    {
        public double? Temperature { get; private set; }
        public double? TopP { get; private set; }
        public int? MaxTokens { get; private set; }
        public IReadOnlyList<string> Stop { get; private set; } = [];
        public string? NodeId { get; private set; }

        public void Read(JsonElement value)
        {
            foreach (var member in JsonFields.Members(value, "parameters"))
            {
                if (member.Value.ValueKind == JsonValueKind.Null) continue;
                var name = JsonFields.Name(member);
                var field = $"parameters.{name}";
                switch (name)
                {
                    case "temperature": Temperature = JsonFields.Number(member.Value, field, 0, 2); break;
                    case "top_p": TopP = JsonFields.Number(member.Value, field, 0, 1); break;
                    case "max_tokens_to_sample": MaxTokens = JsonFields.PositiveInteger(member.Value, field); break;
                    case "stop_sequences": Stop = JsonFields.Strings(member.Value, field); break;
                    case "node_id": NodeId = JsonFields.String(member.Value, field); break;
                    default: throw JsonBody.Invalid($"'{field}' is no parameter; known are {KnownParameters}.", field);
                }
            }
        }
    }
}
