using System.CommandLine;
using LlmGateway.Core.Answers;

namespace LlmGateway.Tool.Answers;

/// <summary>One answer of an operator, named by its question or by its key.</summary>
internal sealed class AnswerKey
{
    private readonly Argument<string?> _question = new("question") { Arity = ArgumentArity.ZeroOrOne, Description = "As people ask it." };
    private readonly Option<string?> _model = new("--model") { Description = "The alias that the answer is for. Default: any model.", HelpName = "ALIAS" };
    private readonly Option<string?> _key = new("--key") { Description = "The key instead of a question, as export shows it; for answers of models as well.", HelpName = "PK" };
    private readonly ScopeOptions _scope = new();

    public void AddTo(Command command)
    {
        command.Arguments.Add(_question);
        command.Options.Add(_model);
        command.Options.Add(_key);
        _scope.AddTo(command);
    }

    /// <exception cref="AnswersException">None is named, or two are.</exception>
    public string Of(ParseResult arguments, AnswersTable table)
    {
        var (question, key) = (arguments.GetValue(_question), arguments.GetValue(_key));
        if (question is null == key is null) throw new AnswersException("Name a question, or an answer's key with --key.");
        if (key is not null) return key;
        return new QuestionKeys(table.Rules).OfImported(question!, _scope.Subject(arguments), _scope.Scope(arguments), arguments.GetValue(_model))
            ?? throw new AnswersException("Of this question normalization leaves nothing.");
    }
}
