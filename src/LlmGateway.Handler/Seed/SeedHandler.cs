using LlmGateway.Core.Aws;
using LlmGateway.Handler.Runtime;
using LlmGateway.Handler.Telemetry;

namespace LlmGateway.Handler.Seed;

/// <summary>The role <c>seed</c>: a custom resource of CloudFormation becomes an import. When the stack goes, the answers stay with their table.</summary>
internal sealed class SeedHandler(SeedImport import, CloudFormationReply reply, JsonLog log) : IInvocationHandler
{
    private const string Delete = "Delete";

    private static readonly ReadOnlyMemory<byte> Nothing = "{}"u8.ToArray();

    public async Task HandleAsync(Invocation invocation, InvocationResponse response, CancellationToken cancellationToken)
    {
        var seed = SeedEvent.Read(invocation.Event);
        var failure = seed.RequestType == Delete ? null : await TryImportAsync(seed, cancellationToken);
        await reply.SendAsync(seed, failure, cancellationToken);
        await response.SendAsync(Nothing, cancellationToken);
    }

    /// <returns>Why it failed: without an answer CloudFormation would wait for an hour.</returns>
    private async Task<string?> TryImportAsync(SeedEvent seed, CancellationToken cancellationToken)
    {
        try
        {
            var written = await import.RunAsync(seed, cancellationToken);
            log.Write(LogLevel.Information, FormattableString.Invariant($"imported {written} answers of {seed.File}"));
            return null;
        }
        catch (SeedException wrong)
        {
            log.Write(LogLevel.Error, wrong.Message);
            return wrong.Message;
        }
        catch (AwsServiceException refused)
        {
            log.Write(LogLevel.Error, "the import failed", refused);
            return $"{seed.File} could not be imported: AWS refused ({refused.Type}).";
        }
#pragma warning disable CA1031 // Whatever it is, CloudFormation must hear of it.
        catch (Exception unexpected) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            log.Write(LogLevel.Error, "the import failed", unexpected);
            return $"{seed.File} could not be imported; the log of the function that imports it has the reason.";
        }
    }
}
