using System.CommandLine;
using LlmGateway.Shared;

namespace LlmGateway.Tool.Answers;

/// <summary>The options by which every command under <c>answers</c> finds its table.</summary>
internal sealed class TableOptions
{
    private static readonly string[] AllRules = [NormalizationRules.Unicode, NormalizationRules.Case, NormalizationRules.Spaces, NormalizationRules.EndPunctuation];
    private static readonly string[] AllParts = [KeyParts.Model, KeyParts.System, KeyParts.Parameters];

    private readonly Option<string?> _table = new("--table") { Description = "The table.", HelpName = "NAME" };
    private readonly Option<string?> _stack = new("--stack") { Description = "The CloudFormation stack of the gateway; its table and its rules are read from there.", HelpName = "NAME" };
    private readonly AwsOptions _aws = new();
    private readonly Option<string?> _normalize = new("--normalize") { Description = $"With --table: the gateway's rules, of {string.Join(',', AllRules)}; \"none\" for none. Default: all.", HelpName = "RULES" };
    private readonly Option<string?> _keyedBy = new("--keyed-by") { Description = $"With --table: what the gateway's keys hold beside the question, of {string.Join(',', AllParts)}; \"none\" for nothing. Default: all.", HelpName = "PARTS" };

    public Option<bool> Json { get; } = new("--json") { Description = "The result as JSON on stdout." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _table, _stack, _normalize, _keyedBy, Json }) command.Options.Add(option);
        _aws.AddTo(command);
    }

    /// <exception cref="AnswersException">There is no such table, or it can't be reached.</exception>
    public async Task<AnswersTable> OpenAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var (table, stack) = (arguments.GetValue(_table), arguments.GetValue(_stack));
        if (table is null == stack is null) throw new AnswersException("Name the table with --table NAME, or the stack that it is in with --stack NAME.");
        if (stack is not null && (arguments.GetValue(_normalize) ?? arguments.GetValue(_keyedBy)) is not null)
            throw new AnswersException("--normalize and --keyed-by are for --table; with --stack the gateway's own rules hold.");
        var aws = _aws.Connect(arguments);
        var rules = stack is not null ? await new StackTable(aws).FindAsync(stack, cancellationToken) : new CacheDocument
        {
            Table = table!,
            Scope = CacheScopes.Shared,
            Normalize = Names("--normalize", arguments.GetValue(_normalize), AllRules),
            KeyedBy = Names("--keyed-by", arguments.GetValue(_keyedBy), AllParts),
        };
        return new AnswersTable(aws, aws.DynamoDb(), rules);
    }

    private static List<string>? Names(string option, string? given, string[] known)
    {
        if (given is null) return null;
        List<string> names = given == "none" ? [] : [.. given.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        return names.Find(name => !known.Contains(name)) is { } unknown
            ? throw new AnswersException($"{option} takes {string.Join(",", known)} or none, not {unknown}.") : names;
    }
}
