using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Upstreams;

/// <summary>Guardrails are Bedrock's: what is guarded never goes elsewhere unguarded.</summary>
internal static class Guardrails
{
    /// <exception cref="GatewayException">The call is to be guarded.</exception>
    public static void RefuseOutsideBedrock(UpstreamCall call)
    {
        if ((call.Request.Guardrail ?? call.Model.Guardrail) is not null)
            throw RequestPlan.Invalid($"'{call.Model.Alias}' is not a model of Bedrock, and no guardrail reads what goes to it; leave the guardrail out, or choose another model.", "x-llm-gateway-guardrail");
    }
}
