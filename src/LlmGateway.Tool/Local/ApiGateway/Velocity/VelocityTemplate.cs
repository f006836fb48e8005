using System.Text;

namespace LlmGateway.Tool.Local.ApiGateway.Velocity;

/// <summary>
/// The part of Apache Velocity that mapping templates of mock integrations and gateway responses use: text, references,
/// <c>#set</c>, <c>#if</c>, <c>#elseif</c>, <c>#else</c>, <c>#end</c>, and comparisons joined by <c>&amp;&amp;</c> and <c>||</c>.
/// </summary>
internal sealed class VelocityTemplate
{
    private static readonly string[] Directives = ["#set", "#elseif", "#else", "#if", "#end"];

    private readonly IReadOnlyList<Node> _nodes;

    private VelocityTemplate(IReadOnlyList<Node> nodes) => _nodes = nodes;

    public static VelocityTemplate Parse(string source)
    {
        var at = 0;
        return new VelocityTemplate(ReadBlock(source, ref at, out _));
    }

    public string Render(VelocityScope scope)
    {
        var output = new StringBuilder();
        foreach (var node in _nodes) node.Render(scope, output);
        return output.ToString();
    }

    private static List<Node> ReadBlock(string source, ref int at, out string end)
    {
        var nodes = new List<Node>();
        var text = new StringBuilder();
        end = "";
        while (at < source.Length)
        {
            if (source[at] == '$' && VelocityReference.Read(source, ref at) is { } reference)
            {
                Flush();
                nodes.Add(new Reference(reference));
            }
            else if (source[at] == '#' && ReadDirective(source, at) is { } directive)
            {
                Flush();
                at += directive.Length;
                if (directive is "#end" or "#else" or "#elseif")
                {
                    end = directive;
                    return nodes;
                }
                var argument = ReadParentheses(source, ref at);
                nodes.Add(directive == "#set" ? Assignment.Parse(argument) : ReadIf(argument, source, ref at));
                SkipLineEnd(source, ref at);
            }
            else
            {
                text.Append(source[at++]);
            }
        }
        Flush();
        return nodes;

        void Flush()
        {
            if (text.Length > 0) nodes.Add(new Text(text.ToString()));
            text.Clear();
        }
    }

    private static Branches ReadIf(string condition, string source, ref int at)
    {
        var branches = new List<(VelocityCondition? Condition, IReadOnlyList<Node> Body)>();
        VelocityCondition? current = VelocityCondition.Parse(condition);
        while (true)
        {
            SkipLineEnd(source, ref at);
            var body = ReadBlock(source, ref at, out var end);
            branches.Add((current, body));
            if (end is "" or "#end") return new Branches(branches);
            current = end == "#elseif" ? VelocityCondition.Parse(ReadParentheses(source, ref at)) : null;
        }
    }

    private static string? ReadDirective(string source, int at) =>
        Directives.FirstOrDefault(name => string.CompareOrdinal(source, at, name, 0, name.Length) == 0);

    private static string ReadParentheses(string source, ref int at)
    {
        while (at < source.Length && source[at] == ' ') at++;
        if (at >= source.Length || source[at] != '(') return "";
        var start = ++at;
        for (var depth = 1; at < source.Length; at++)
        {
            if (source[at] == '(') depth++;
            else if (source[at] == ')' && --depth == 0) return source[start..at++];
        }
        return source[start..];
    }

    // A directive that ends its line leaves no empty line behind.
    private static void SkipLineEnd(string source, ref int at)
    {
        if (at < source.Length && source[at] == '\r') at++;
        if (at < source.Length && source[at] == '\n') at++;
    }

    private abstract record Node
    {
        public abstract void Render(VelocityScope scope, StringBuilder output);
    }

    private sealed record Text(string Value) : Node
    {
        public override void Render(VelocityScope scope, StringBuilder output) => output.Append(Value);
    }

    private sealed record Reference(VelocityReference Target) : Node
    {
        public override void Render(VelocityScope scope, StringBuilder output) => output.Append(scope.Get(Target) ?? Target.Text);
    }

    private sealed record Assignment(VelocityReference? Target, string Value) : Node
    {
        public static Assignment Parse(string argument)
        {
            var at = 0;
            while (at < argument.Length && argument[at] == ' ') at++;
            var target = VelocityReference.Read(argument, ref at);
            return new Assignment(target, argument[at..].TrimStart(' ', '=').Trim());
        }

        public override void Render(VelocityScope scope, StringBuilder output)
        {
            if (Target is not null && VelocityCondition.ValueOf(Value, scope) is { } value) scope.Set(Target, value);
        }
    }

    private sealed record Branches(IReadOnlyList<(VelocityCondition? Condition, IReadOnlyList<Node> Body)> Each) : Node
    {
        public override void Render(VelocityScope scope, StringBuilder output)
        {
            var chosen = Each.FirstOrDefault(branch => branch.Condition is null || branch.Condition.Holds(scope));
            foreach (var node in chosen.Body ?? []) node.Render(scope, output);
        }
    }
}
