using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Protocols;
using LlmGateway.Shared;

namespace LlmGateway.Core.Answers;

/// <summary>The keys of questions by a cache's rules: scope, version of this very code, and a hash of all that makes an answer what it is. The handler looks by them, imports store by them.</summary>
internal sealed class QuestionKeys(CacheDocument rules)
{
    /// <summary>Changes when the same question would hash otherwise: old answers are then left to expire.</summary>
    private const string Version = "v2";

    /// <summary>Stands in the keys of all that serves nearness.</summary>
    public const string NearMark = "#near#";

    private const string Person = "u:", Assistant = "a:";

    private readonly QuestionNormalizer _normalizer = new(rules.Normalize);
    private readonly bool _byModel = Has(rules, KeyParts.Model);
    private readonly bool _bySystem = Has(rules, KeyParts.System);
    private readonly bool _byParameters = Has(rules, KeyParts.Parameters);

    /// <summary>Null where caching does not apply: only questions of plain text, without tools, have an answer to keep.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="parsed">What.</param>
    /// <param name="model">Whom.</param>
    /// <param name="node">The part of the scope that the caller chose.</param>
    /// <param name="shown">Tells apart what the model is shown beside the question: an answer from other knowledge is another answer.</param>
    public AnswerKeys? Of(CallerIdentity caller, ParsedChat parsed, CatalogModel model, string? node, string shown = "")
    {
        var request = parsed.Request;
        // What no gateway could translate may ask for more than a text: several answers, probabilities, sound.
        if (parsed.Untranslatable is not null || request.Tools.Count > 0) return null;
        if (request.Messages is not [.., { Role: ChatRole.User }] || (request.Messages.Count > 1 && rules.Conversations is not true)) return null;
        if (QuestionText.Of(request.System) is not { } system || Said(request.Messages) is not { } said) return null;
        var wanted = Wanted(request, model);
        var alias = _byModel ? model.Alias : "";
        if (!_bySystem) system = "";

        var own = OwnerOf(caller);
        var key = Key(Scope(own, node), Hash(said, system, alias, wanted, parsed.OtherFields + shown));
        string? Family(string subject, string name, Parameters parameters, string others) => HasFamily(request) ? FamilyOf(Scope(subject, node), Hash([], system, name, parameters, others)) : null;
        var family = Family(own, alias, wanted, parsed.OtherFields + shown);
        if (rules.Imported is false) return new AnswerKeys(key, []) { Families = Known(family) };
        // What nobody generates has no temperature, and no length but its own: Anthropic's clients must name one, and others always do.
        var hash = Hash(said, system, alias, Parameters.None, parsed.OtherFields);
        var anyModel = alias.Length > 0 ? Hash(said, system, "", Parameters.None, parsed.OtherFields) : hash;
        IEnumerable<string> subjects = own == CacheScopes.Shared ? [own] : [own, CacheScopes.Shared];
        return new AnswerKeys(key, [.. subjects.SelectMany(subject => new[] { Key(Scope(subject, node), hash), Key(Scope(subject, node), anyModel) }).Distinct()])
        {
            Families = Known([family, .. subjects.SelectMany(subject => new[] { Family(subject, alias, Parameters.None, parsed.OtherFields), Family(subject, "", Parameters.None, parsed.OtherFields) })]),
        };
    }

    /// <summary>The key under which a first question finds an answer that an operator puts in; null: nothing is left of the question.</summary>
    /// <param name="question">As people ask it.</param>
    /// <param name="subject">The identity that it is for; null: all.</param>
    /// <param name="node">The scope that callers name; null: callers that name none.</param>
    /// <param name="alias">The model that it is for; null: any.</param>
    public string? OfImported(string question, string? subject, string? node, string? alias) =>
        _normalizer.Normalize(question) is { Length: > 0 } normalized
            ? Key(Scope(subject ?? CacheScopes.Shared, node), Hash([Person + normalized], "", _byModel ? alias ?? "" : "", Parameters.None, ""))
            : null;

    /// <summary>Where a question that an operator puts in an answer for is kept for those who ask it in other words.</summary>
    /// <param name="subject">As in <see cref="OfImported"/>, like the next two.</param>
    /// <param name="node">The scope.</param>
    /// <param name="alias">The model.</param>
    public string FamilyOfImported(string? subject, string? node, string? alias) =>
        FamilyOf(Scope(subject ?? CacheScopes.Shared, node), Hash([], "", _byModel ? alias ?? "" : "", Parameters.None, ""));

    /// <summary>As <see cref="FamilyOfImported"/>, for an item that is in the table.</summary>
    /// <returns>Null: it is not where this version would look for it.</returns>
    public string? FamilyOfItem(string key, string question, string? alias)
    {
        var end = key.IndexOf($"#{Version}#", StringComparison.Ordinal);
        if (end < 0) return null;
        var (scope, name) = (key[..end], _byModel ? alias ?? "" : "");
        return key == Key(scope, Hash([Person + _normalizer.Normalize(question)], "", name, Parameters.None, "")) ? FamilyOf(scope, Hash([], "", name, Parameters.None, "")) : null;
    }

    /// <summary>What answers of a model depend on beside what the caller sends: they count no more when the operator changes it.</summary>
    public string MadeWith(CatalogModel model) => string.Join(' ',
        _byModel ? model.UpstreamModel : "", _byParameters ? FormattableString.Invariant($"{model.Temperature} {model.MaxTokens}") : "",
        model.Guardrail is { } guardrail ? $"{guardrail.Id} {guardrail.Version}" : "").Trim();

    /// <summary>Whose answers a caller's are.</summary>
    private string OwnerOf(CallerIdentity caller) => rules.Scope switch
    {
        CacheScopes.Shared => CacheScopes.Shared,
        CacheScopes.Tenant when caller.Tenant is { Length: > 0 } tenant => HandlerContract.Subjects.TenantPrefix + Uri.EscapeDataString(tenant),
        _ => caller.Subject,
    };

    /// <summary>The beginning of all keys of a scope.</summary>
    public static string Scope(string subject, string? node) =>
        // Escaped, so that no node id can name another caller's scope.
        string.IsNullOrEmpty(node) ? subject : $"{subject}/node:{Uri.EscapeDataString(node)}";

    private static string Key(string scope, string hash) => $"{scope}#{Version}#{hash}";

    private static string FamilyOf(string scope, string hash) => $"{scope}#{Version}{NearMark}{hash}";

    /// <summary>What was said before changes what a question means: nearness is for first questions.</summary>
    private bool HasFamily(ChatRequest request) => rules.Near is not null && request.Messages.Count == 1;

    private static string[] Known(params IEnumerable<string?> families) => [.. families.OfType<string>().Distinct()];

    /// <summary>What a caller asks for beyond the model's defaults: a default said aloud changes no answer.</summary>
    private Parameters Wanted(ChatRequest request, CatalogModel model) => _byParameters
        ? new Parameters(
            request.Temperature is { } temperature && !(model.Temperature is { } usual && temperature.Equals(usual)) ? temperature : null, request.TopP,
            request.MaxTokens is { } most && most != model.MaxTokens ? most : null, request.StopSequences)
        : Parameters.None;

    /// <summary>The turns, oldest first, people's words normalized. Null: not text alone, or nothing is left of the question.</summary>
    private List<string>? Said(IReadOnlyList<ChatMessage> messages)
    {
        List<string> said = new(messages.Count);
        foreach (var message in messages)
        {
            if (QuestionText.Of(message.Content) is not { } text) return null;
            said.Add(message.Role == ChatRole.User ? Person + _normalizer.Normalize(text) : Assistant + text);
        }
        return said[^1].Length > Person.Length ? said : null;
    }

    private static string Hash(List<string> said, string system, string alias, Parameters wanted, string others)
    {
        var material = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(material, JsonWriting.Options))
        {
            json.WriteStartArray();
            json.WriteStartArray();
            foreach (var turn in said) json.WriteStringValue(turn);
            json.WriteEndArray();
            json.WriteStringValue(system);
            json.WriteStringValue(alias);
            Number(json, wanted.Temperature);
            Number(json, wanted.TopP);
            Number(json, wanted.MaxTokens);
            json.WriteStringValue(others);
            foreach (var stop in wanted.Stop) json.WriteStringValue(stop);
            json.WriteEndArray();
        }
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(material.WrittenSpan, hash);
        return Convert.ToHexStringLower(hash);
    }

    private static void Number(Utf8JsonWriter json, double? number)
    {
        if (number is { } value) json.WriteNumberValue(value);
        else json.WriteNullValue();
    }

    private static bool Has(CacheDocument rules, string part) => rules.KeyedBy?.Contains(part) ?? true;

    private readonly record struct Parameters(double? Temperature, double? TopP, int? MaxTokens, IReadOnlyList<string> Stop)
    {
        public static Parameters None => new(null, null, null, []);
    }
}
