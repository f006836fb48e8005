using System.CommandLine;

namespace LlmGateway.Tool.Knowledge.Import;

/// <summary>The options that say what of the files becomes which passage.</summary>
internal sealed class PassageOptions
{
    private const int DefaultTokens = 400;
    private const int DefaultOverlap = 50;

    private readonly Option<string?> _scope = new("--scope") { Description = "The scope of records that name none, and of documents: what callers send as node_id.", HelpName = "SCOPE" };
    private readonly Option<string?> _id = new("--id") { Description = "Members that together tell a record from others, such as node_id,started_at. Default: id, or else all that a record says.", HelpName = "NAMES" };
    private readonly Option<string?> _text = new("--text") { Description = "The member that is a record's text. Default: text where there is one, or else all members, a line each.", HelpName = "NAME" };
    private readonly Option<int> _tokens = new("--chunk-tokens") { Description = "Tokens of a chunk at most.", DefaultValueFactory = _ => DefaultTokens, HelpName = "NUMBER" };
    private readonly Option<int> _overlap = new("--chunk-overlap") { Description = "Tokens that a chunk has in common with the one before.", DefaultValueFactory = _ => DefaultOverlap, HelpName = "NUMBER" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _scope, _id, _text, _tokens, _overlap }) command.Options.Add(option);
    }

    /// <exception cref="InvalidDataException">A number is none.</exception>
    public PassageSettings Read(ParseResult arguments)
    {
        var (tokens, overlap) = (arguments.GetValue(_tokens), arguments.GetValue(_overlap));
        if (tokens is < 20 or > 8000) throw new InvalidDataException("--chunk-tokens must be between 20 and 8000.");
        if (overlap < 0 || overlap * 2 > tokens) throw new InvalidDataException("--chunk-overlap must be between 0 and half of --chunk-tokens.");
        return new PassageSettings
        {
            Scope = arguments.GetValue(_scope),
            IdFields = arguments.GetValue(_id)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
            TextField = arguments.GetValue(_text),
            Chunks = new TextChunks(tokens, overlap),
        };
    }

    /// <summary>All of them: other passages are another import.</summary>
    public string Identity(ParseResult arguments) => FormattableString.Invariant(
        $"{arguments.GetValue(_scope)} {arguments.GetValue(_id)} {arguments.GetValue(_text)} {arguments.GetValue(_tokens)} {arguments.GetValue(_overlap)}");
}
