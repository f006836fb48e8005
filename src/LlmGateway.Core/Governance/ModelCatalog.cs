using LlmGateway.Core.Conversation;
using LlmGateway.Shared;

namespace LlmGateway.Core.Governance;

/// <summary>The models of this gateway, by the names that clients use, and who may use them.</summary>
public sealed class ModelCatalog
{
    private readonly Dictionary<string, CatalogModel> _byName;
    private readonly AccessRules _access;

    internal ModelCatalog(GatewayDocument document)
    {
        Models = [.. document.Models.Select(ToModel)];
        // Aliases first: an alias that is also another model's id means the alias.
        _byName = Models.ToDictionary(model => model.Alias, StringComparer.Ordinal);
        foreach (var model in Models) _byName.TryAdd(model.UpstreamModel, model);
        _access = new AccessRules(document.Access ?? []);
    }

    /// <summary>In the order of the catalog.</summary>
    public IReadOnlyList<CatalogModel> Models { get; }

    /// <summary>The model that a caller asked for, if it exists and they may use it.</summary>
    /// <param name="name">An alias, or the upstream's own id; null: the first that the caller may use.</param>
    /// <param name="caller">Who asks.</param>
    /// <exception cref="GatewayException">Unknown, or not allowed; the message names those that are.</exception>
    public CatalogModel Resolve(string? name, CallerIdentity caller)
    {
        if (name is null) return Allowed(caller).FirstOrDefault(model => !model.Embeds) ?? throw Refused(ErrorKind.ModelNotAllowed, "You may use no model of this gateway.");
        if (!_byName.TryGetValue(name, out var model)) throw Refused(ErrorKind.UnknownModel, $"The model '{name}' does not exist. {Names(caller)}");
        return _access.Allows(caller, model) ? model : throw Refused(ErrorKind.ModelNotAllowed, $"You may not use the model '{name}'. {Names(caller)}");
    }

    /// <summary>The models that a caller may use.</summary>
    public IEnumerable<CatalogModel> Allowed(CallerIdentity caller) => Models.Where(model => _access.Allows(caller, model));

    private string Names(CallerIdentity caller) =>
        string.Join(", ", Allowed(caller).Select(model => model.Alias)) is { Length: > 0 } names ? $"Available: {names}." : "None is available to you.";

    private static GatewayException Refused(ErrorKind kind, string message) => new(new GatewayError(kind, message, Field: "model"));

    internal static CatalogModel ToModel(ModelDocument document) => new()
    {
        Alias = document.Alias,
        Upstream = document.Upstream,
        UpstreamModel = document.Model,
        Region = document.Region,
        Endpoint = document.Endpoint is null ? null : new Uri(document.Endpoint, UriKind.Absolute),
        Credential = document.Credential,
        Capabilities = document.Capabilities ?? new CapabilitiesDocument(),
        Temperature = document.Temperature,
        MaxTokens = document.MaxTokens,
        Price = document.Price,
        Guardrail = document.Guardrail is { } guardrail ? ToWish(guardrail) : null,
        CallerGuardrails = [.. (document.CallerGuardrails ?? []).Select(ToWish)],
    };

    private static GuardrailWish ToWish(GuardrailDocument document) => new(document.Id, document.Version, document.Trace ?? false);
}
