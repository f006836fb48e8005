using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;
using LlmGateway.Shared;

namespace LlmGateway.Core.Governance;

/// <summary>Decides which guardrail reads a request: the operator's always holds, and a caller chooses only among those that the operator names.</summary>
internal static class GuardrailRule
{
    private const string Header = HandlerContract.Headers.Guardrail;

    /// <summary>Applies the rule to a parsed request.</summary>
    /// <exception cref="GatewayException">The caller names a guardrail that the operator does not offer for this model.</exception>
    public static ParsedChat Apply(ParsedChat parsed, CatalogModel model)
    {
        // Guardrails are Bedrock's; toward other servers the upstream refuses the wish in its own words.
        if (parsed.Request.Guardrail is not { } wish || model.Upstream != UpstreamKinds.Bedrock) return parsed;
        var offered = model.CallerGuardrails.Prepend(model.Guardrail).OfType<GuardrailWish>();
        if (offered.FirstOrDefault(each => IsSame(each, wish)) is not { } found) throw Refused(wish, model);
        return parsed with
        {
            Request = parsed.Request with { Guardrail = found with { Trace = found.Trace || wish.Trace } },
            // What one guardrail let pass is no answer for a request under another one.
            OtherFields = parsed.OtherFields + new KeyMaterial().Add(Header, found.Id).Add(Header, $"{found.Version} {wish.Trace}"),
        };
    }

    // A caller may name a guardrail by its id, where the operator names it by its ARN.
    private static bool IsSame(GuardrailWish offered, GuardrailWish wish) => offered.Version == wish.Version
        && (offered.Id == wish.Id || offered.Id.EndsWith("/" + wish.Id, StringComparison.Ordinal) && !wish.Id.Contains('/'));

    private static GatewayException Refused(GuardrailWish wish, CatalogModel model)
    {
        var rule = model.Guardrail is null && model.CallerGuardrails.Count == 0
            ? "The operator of this gateway offers none for this model; leave the guardrail out."
            : "The operator's own applies without being named; leave the guardrail out, or name one that the operator offers.";
        return new GatewayException(new GatewayError(ErrorKind.InvalidRequest, $"The guardrail '{wish.Id}:{wish.Version}' can't be chosen for '{model.Alias}'. {rule}", Field: Header));
    }
}
