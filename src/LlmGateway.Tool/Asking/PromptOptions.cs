using System.CommandLine;
using LlmGateway.Client;

namespace LlmGateway.Tool.Asking;

/// <summary>The options that say how a question is asked.</summary>
internal sealed class PromptOptions
{
    private readonly Option<string?> _model = new("--model", "-m") { Description = "One of the gateway's names for its models. Default: its first.", HelpName = "NAME" };
    private readonly Option<string?> _system = new("--system") { Description = "Instructions for the model.", HelpName = "TEXT" };
    private readonly Option<double?> _temperature = new("--temperature") { Description = "0 to 2. Default: the gateway's.", HelpName = "NUMBER" };
    private readonly Option<int?> _mostTokens = new("--max-tokens") { Description = "Most tokens of an answer. Default: the gateway's.", HelpName = "NUMBER" };
    private readonly Option<string?> _node = new("--node") { Description = "The node_id: scope of cached answers and of knowledge.", HelpName = "ID" };
    private readonly Option<string?> _chat = new("--chat") { Description = "Goes on with a chat that the gateway keeps.", HelpName = "ID" };
    private readonly Option<bool> _fresh = new("--no-cache") { Description = "Asks the model even where the cache knows the answer." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _model, _system, _temperature, _mostTokens, _node, _chat, _fresh }) command.Options.Add(option);
    }

    /// <exception cref="ToolException">A number is none that may be asked for.</exception>
    public GatewayPrompt Of(ParseResult arguments, string text)
    {
        if (arguments.GetValue(_temperature) is < 0 or > 2) throw new ToolException("--temperature must be between 0 and 2.");
        if (arguments.GetValue(_mostTokens) is < 1) throw new ToolException("--max-tokens must be 1 or more.");
        return new GatewayPrompt(text)
        {
            Model = arguments.GetValue(_model),
            System = arguments.GetValue(_system),
            Temperature = arguments.GetValue(_temperature),
            MaxTokens = arguments.GetValue(_mostTokens),
            NodeId = arguments.GetValue(_node),
            ChatId = arguments.GetValue(_chat),
            InvalidateCache = arguments.GetValue(_fresh),
        };
    }
}
