using LlmGateway.Core.Governance;
using LlmGateway.Core.Protocols.Anthropic;
using LlmGateway.Core.Protocols.OpenAi;
using LlmGateway.Shared;

namespace LlmGateway.Core.Pipeline;

/// <summary>Lists the models, or one: those that the caller may use.</summary>
internal static class ModelsStep
{
    public static async Task RunAsync(Exchange exchange, ModelCatalog catalog, ResponseHeaders headers, CancellationToken cancellationToken)
    {
        var caller = exchange.Request.Caller;
        // Both list under the same path; Anthropic's clients say that they are.
        var anthropic = exchange.Request.Headers.ContainsKey("anthropic-version");
        if (exchange.Route == HandlerContract.Routes.Models)
        {
            if (anthropic) AnthropicModelsWriter.WriteList(ModelsPage.Of([.. catalog.Allowed(caller)], exchange.Request.Query), exchange.Output);
            else OpenAiModelsWriter.WriteList(catalog.Allowed(caller), exchange.Output);
        }
        else
        {
            var model = catalog.Resolve(exchange.Request.Path[(HandlerContract.Routes.Models.Length + 1)..], caller);
            if (anthropic) AnthropicModelsWriter.WriteOne(model, exchange.Output);
            else OpenAiModelsWriter.WriteOne(model, exchange.Output);
        }
        await headers.StartJsonAsync(exchange, cancellationToken);
        await exchange.Response.WriteAsync(exchange.Output.WrittenMemory, cancellationToken);
        exchange.CompletedWhole = true;
    }
}
