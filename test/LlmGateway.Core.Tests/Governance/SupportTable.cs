using System.Globalization;
using System.Text;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Shared;

namespace LlmGateway.Core.Tests.Governance;

/// <summary>What each family of models takes, in words: for <c>docs/clients.md</c>, from the catalog.</summary>
internal static class SupportTable
{
    public static string Write()
    {
        var text = new StringBuilder("| model | tools | images, documents | thinking | prompt cache | JSON schema | context / answer | does without |\n|---|---|---|---|---|---|---|---|\n");
        foreach (var family in ModelFamilies.All.Where(family => family.Can.Embeddings is null)) text.Append(Row(family.Name, new Abilities(family.Can, "")));
        text.Append(Row("any other", new Abilities(new CapabilitiesDocument(), "")));
        text.Append("\n| embedding model | `dimensions` | texts a call | longest text |\n|---|---|---|---|\n");
        foreach (var family in ModelFamilies.All.Where(family => family.Can.Embeddings is not null))
        {
            var can = new Abilities(family.Can, "");
            var dimensions = family.Can.Embeddings == EmbeddingForms.OpenAi ? "passed through" : string.Join(", ", can.Dimensions);
            text.Append(CultureInfo.InvariantCulture, $"| {family.Name} | {dimensions} | {can.EmbeddingBatch} | {Tokens(can.ContextWindow)} |\n");
        }
        return text.ToString();
    }

    private static string Row(string name, Abilities can) =>
        $"| {name} | {Tools(can)} | {Files(can)} | {Thinking(can)} | {Cache(can)} | {Form(can)} | {Tokens(can.ContextWindow)} / {Tokens(can.MaxOutputTokens)} | {Without(can)} |\n";

    private static string Tools(Abilities can)
    {
        if (!can.Tools) return "none";
        List<string> words = ["yes"];
        if (!can.Takes(ToolChoiceMode.Required)) words.Add("never forced");
        else if (!can.Takes(ToolChoiceMode.Named)) words.Add("not forced by name");
        if (can.StrictTools) words.Add("strict");
        if (!can.ToolsWhileStreaming) words.Add("asked whole");
        return string.Join("; ", words);
    }

    private static string Files(Abilities can) => (can.Vision, can.Documents) switch
    {
        (true, true) => "both",
        (true, false) => "images",
        (false, true) => "documents",
        _ => "none",
    };

    private static string Thinking(Abilities can) => can.Reasoning switch
    {
        ReasoningStyles.None => "none",
        ReasoningStyles.Budget => "a budget",
        _ => $"{(can.Reasoning == ReasoningStyles.Adaptive ? "adaptive" : "an effort")}: {string.Join(", ", can.Efforts)}",
    };

    private static string Cache(Abilities can)
    {
        var places = new[] { CachePlaces.Tools, CachePlaces.System, CachePlaces.Messages }.Where(can.Caches).ToArray();
        if (places.Length == 0) return "none";
        var all = places.Length == 3 ? "all" : string.Join(", ", places);
        return can.CacheTtls.Count > 0 ? $"{all}; {string.Join(", ", can.CacheTtls)}" : all;
    }

    private static string Form(Abilities can) => can.StructuredOutput ? "its own" : can.Tools ? "by a tool" : "told";

    private static string Tokens(int? number) => number is { } known ? known.ToString("#,0", CultureInfo.InvariantCulture) : "unknown";

    private static string Without(Abilities can)
    {
        List<string> fields = [];
        if (!can.SystemPrompt) fields.Add("system prompt (stands before the question)");
        if (!can.Streaming) fields.Add("`stream` (asked whole)");
        if (!can.Sampling) fields.AddRange(["`temperature`", "`top_p`"]);
        else if (!can.TemperatureAndTopP) fields.Add("`top_p` beside `temperature`");
        if (can.TopK is null) fields.Add("`top_k`");
        if (!can.OneToolAtATime && can.Tools) fields.Add("`parallel_tool_calls: false`");
        if (!can.Prefill) fields.Add("prefill (400)");
        return fields.Count == 0 ? "" : string.Join(", ", fields);
    }
}
