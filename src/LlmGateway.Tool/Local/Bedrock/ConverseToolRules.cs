using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LlmGateway.Tool.Local.Aws;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>What Converse demands of tools: their declaration, their names, and an answer to each call.</summary>
internal static partial class ConverseToolRules
{
    public static void CheckTools(JsonObject toolConfig)
    {
        var tools = toolConfig["tools"] as JsonArray ?? [];
        if (tools.Count == 0) throw Constraint("[]", "toolConfig.tools", "Member must have length greater than or equal to 1");
        for (var i = 0; i < tools.Count; i++)
        {
            if (tools[i]?["toolSpec"] is not JsonObject spec) continue;
            CheckName(spec["name"]?.GetValue<string>(), $"toolConfig.tools.{i + 1}.member.toolSpec.name");
            if (spec["description"]?.GetValue<string>() is "")
                throw Constraint("", $"toolConfig.tools.{i + 1}.member.toolSpec.description", "Member must have length greater than or equal to 1");
            if ((spec["inputSchema"]?["json"] as JsonObject)?["type"]?.GetValue<string>() != "object")
                throw Refuse($"The value at toolConfig.tools.{i}.toolSpec.inputSchema.json.type must be one of the following: object.");
        }
        var named = toolConfig["toolChoice"]?["tool"]?["name"]?.GetValue<string>();
        if (named is not null && !tools.Any(tool => tool?["toolSpec"]?["name"]?.GetValue<string>() == named))
            throw Refuse($"The tool '{named}' in toolConfig.toolChoice is not in toolConfig.tools.");
    }

    /// <summary>Each tool use of an assistant turn is answered in the user turn after it, and nothing else is.</summary>
    /// <param name="content">Of the message.</param>
    /// <param name="message">Its place.</param>
    /// <param name="asked">Ids of the turn before; on return, of this one.</param>
    public static void CheckTurn(JsonArray content, int message, List<string> asked)
    {
        var results = Ids(content, "toolResult");
        var unknown = results.Except(asked).ToList();
        if (unknown.Count > 0)
            throw Refuse($"The number of toolResult blocks at messages.{message}.content exceeds the number of toolUse blocks of previous turn.");
        var missing = asked.Except(results).ToList();
        if (missing.Count > 0)
            throw Refuse($"Expected toolResult blocks at messages.{message}.content for the following Ids: {string.Join(", ", missing)}");
        if (results.Count != results.Distinct().Count())
            throw Refuse($"The toolResult blocks at messages.{message}.content contain duplicate Ids: {string.Join(", ", Repeated(results))}");
        asked.Clear();
        asked.AddRange(Ids(content, "toolUse"));
        if (asked.Count != asked.Distinct().Count())
            throw Refuse($"The toolUse blocks at messages.{message}.content contain duplicate Ids: {string.Join(", ", Repeated(asked))}");
    }

    /// <summary>Names and ids have one pattern.</summary>
    public static void CheckName(string? name, string member)
    {
        if (name is null) throw Constraint("null", member, "Member must not be null");
        if (name.Length == 0) throw Constraint(name, member, "Member must have length greater than or equal to 1");
        if (name.Length > 64) throw Constraint(name, member, "Member must have length less than or equal to 64");
        if (!ToolName().IsMatch(name)) throw Constraint(name, member, "Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+");
    }

    private static List<string> Ids(JsonArray content, string kind) =>
        [.. content.Select(block => block?[kind]?["toolUseId"]?.GetValue<string>()).OfType<string>()];

    private static IEnumerable<string> Repeated(IEnumerable<string> ids) =>
        ids.GroupBy(id => id).Where(group => group.Count() > 1).Select(group => group.Key);

    private static AwsException Refuse(string message) => new(AwsError.Validation(message));

    private static AwsException Constraint(string value, string member, string constraint) =>
        new(AwsError.Constraint(value, member, constraint));

    [GeneratedRegex("^[a-zA-Z0-9_-]+$")]
    private static partial Regex ToolName();
}
