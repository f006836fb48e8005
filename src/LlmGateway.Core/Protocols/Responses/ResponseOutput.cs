using System.Buffers;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.Responses;

/// <summary>Gathers an answer's items; while streaming, each step is an event.</summary>
/// <param name="key">Tells the items' ids from those of other answers.</param>
/// <param name="request">Which tools there are, and whether thoughts are shown.</param>
/// <param name="events">Null: the answer goes out whole.</param>
internal sealed class ResponseOutput(string key, ChatRequest request, ResponseEvents? events)
{
    private const string Content = "content_index", Summary = "summary_index";

    private readonly List<OutputItem> _items = [];
    private readonly Dictionary<int, CallItem> _calls = [];
    private readonly bool _showsThoughts = request.Reasoning is { Hidden: false };

    public IReadOnlyList<OutputItem> Items => _items;

    /// <summary>What the answer's first words are made of; known before they are.</summary>
    public IReadOnlyList<RetrievedSource> Sources { get; set; } = [];

    /// <summary>The item that words or thoughts go on in.</summary>
    private OutputItem? Open => _items is [.., { Closed: false } last and not CallItem] ? last : null;

    public void Add(ChatEvent part, IBufferWriter<byte> output)
    {
        switch (part)
        {
            case TextDelta { Text.Length: > 0 } delta: AddText(delta.Text, output); break;
            case ReasoningDelta { Text.Length: > 0 } delta: AddThought(delta.Text, output); break;
            case ReasoningSigned signed:
                ((ThoughtItem)(Open as ThoughtItem ?? Start(new ThoughtItem(Id("rs"), _showsThoughts), output))).Signature = signed.Signature;
                CloseAll(output);
                break;
            case RedactedReasoning redacted:
                Start(new ThoughtItem(Id("rs"), _showsThoughts) { Redacted = redacted.Data }, output);
                CloseAll(output);
                break;
            case ToolCallStarted started: StartCall(started, output); break;
            case ToolCallDelta { ArgumentsJson.Length: > 0 } delta:
                if (_calls.TryGetValue(delta.Index, out var call)) AddArguments(call, delta.ArgumentsJson, output);
                break;
            case AnswerEnded ended:
                if (ended.Reason is FinishReason.Length or FinishReason.Cancelled or FinishReason.ContentFilter && _items is [.., { Closed: false } last]) last.Cut = true;
                CloseAll(output, isEnd: true);
                break;
        }
    }

    /// <summary>The answer broke off: what is open stays incomplete. The event that tells so repeats all of it.</summary>
    public void Break()
    {
        foreach (var item in _items.Where(item => !item.Closed)) item.Cut = item.Closed = true;
    }

    private void AddText(string text, IBufferWriter<byte> output)
    {
        var item = Open as MessageItem;
        if (item is null)
        {
            item = (MessageItem)Start(new MessageItem(Id("msg")), output);
            events?.Part("response.content_part.added", Index(item), item, Content, static json => MessageItem.WritePart("", [], json), output);
        }
        item.Text.Append(text);
        events?.Text("response.output_text.delta", Index(item), item, Content, "delta", text, output);
    }

    private void AddThought(string text, IBufferWriter<byte> output)
    {
        var item = Open as ThoughtItem;
        if (item is null)
        {
            item = (ThoughtItem)Start(new ThoughtItem(Id("rs"), _showsThoughts), output);
            if (item.Shows) events?.Part("response.reasoning_summary_part.added", Index(item), item, Summary, static json => ThoughtItem.WritePart("", json), output);
        }
        item.Text.Append(text);
        if (item.Shows) events?.Text("response.reasoning_summary_text.delta", Index(item), item, Summary, "delta", text, output);
    }

    private void StartCall(ToolCallStarted started, IBufferWriter<byte> output)
    {
        // Calls may be made side by side: those that are open stay so.
        if (Open is not null) CloseAll(output);
        var tool = request.Tools.FirstOrDefault(tool => tool.Name == started.Name);
        var kind = tool?.Kind ?? ToolKind.Function;
        var item = new CallItem(Id(kind switch { ToolKind.FreeText => "ctc", ToolKind.LocalShell => "lsh", _ => "fc" }), started.Id, tool?.Within ?? new NamespacedName("", started.Name), kind);
        _calls[started.Index] = item;
        Announce(item, output);
    }

    private void AddArguments(CallItem item, string json, IBufferWriter<byte> output)
    {
        item.Text.Append(json);
        // Of the others the text is known once the JSON around it is whole.
        if (item.Kind == ToolKind.Function) events?.Text("response.function_call_arguments.delta", Index(item), item, place: null, "delta", json, output);
    }

    private OutputItem Start(OutputItem item, IBufferWriter<byte> output)
    {
        CloseAll(output);
        return Announce(item, output);
    }

    private OutputItem Announce(OutputItem item, IBufferWriter<byte> output)
    {
        _items.Add(item);
        events?.Item("response.output_item.added", _items.Count - 1, item, output);
        return item;
    }

    private void CloseAll(IBufferWriter<byte> output, bool isEnd = false)
    {
        for (var index = 0; index < _items.Count; index++)
            if (!_items[index].Closed) Close(_items[index], index, isEnd, output);
    }

    private void Close(OutputItem item, int index, bool isEnd, IBufferWriter<byte> output)
    {
        item.Closed = true;
        if (item is MessageItem said)
        {
            said.IsCommentary = !isEnd || _calls.Count > 0;
            if (_items.Find(each => each is MessageItem) == said) said.Sources = Sources;
        }
        if (events is null) return;
        var text = item.Text.ToString();
        switch (item)
        {
            case MessageItem message:
                for (var number = 0; number < message.Sources.Count; number++) events.Annotation(index, item, number, message.Sources[number], text, output);
                events.Text("response.output_text.done", index, item, Content, "text", text, output);
                events.Part("response.content_part.done", index, item, Content, json => MessageItem.WritePart(text, message.Sources, json), output);
                break;
            case ThoughtItem { Shows: true } when text.Length > 0:
                events.Text("response.reasoning_summary_text.done", index, item, Summary, "text", text, output);
                events.Part("response.reasoning_summary_part.done", index, item, Summary, json => ThoughtItem.WritePart(text, json), output);
                break;
            case CallItem { Kind: ToolKind.Function } call:
                events.Text("response.function_call_arguments.done", index, item, place: null, "arguments", call.Arguments, output);
                break;
            case CallItem { Kind: ToolKind.FreeText } call:
                var input = FreeText.Of(call.Arguments);
                events.Text("response.custom_tool_call_input.delta", index, item, place: null, "delta", input, output);
                events.Text("response.custom_tool_call_input.done", index, item, place: null, "input", input, output);
                break;
        }
        events.Item("response.output_item.done", index, item, output);
    }

    private int Index(OutputItem item) => _items.LastIndexOf(item);

    private string Id(string kind) => ResponseId.OfItem(kind, key, _items.Count);
}
