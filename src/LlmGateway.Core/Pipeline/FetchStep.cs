using System.Collections.Concurrent;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Files;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Protocols.Anthropic;
using LlmGateway.Core.Upstreams;

namespace LlmGateway.Core.Pipeline;

/// <summary>Brings the images and documents that a request names by address, where the model takes bytes alone: Bedrock's do, and those behind other protocols. For any other nothing is fetched.</summary>
internal sealed class FetchStep(RemoteFiles files, TimeProvider time)
{
    private const int MostFiles = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task RunAsync(Exchange exchange, IUpstream upstream, CancellationToken cancellationToken)
    {
        var (parsed, passes) = (exchange.Parsed!, InvokeStep.CallOf(exchange, upstream).PassThroughBody is not null);
        // What will be refused anyway makes nobody fetch.
        if (passes ? upstream.TakesAddresses : parsed.Untranslatable is not null) return;
        List<RemotePart> wanted = [.. Remote(parsed.Request.Messages.SelectMany(message => message.Content)).Distinct()];
        if (wanted.Count == 0) return;
        if (wanted.Count > MostFiles) throw JsonBody.Invalid($"The messages name {wanted.Count} images and documents by address; {MostFiles} are the most.", "messages");
        var fetched = await FetchAsync(wanted, cancellationToken);
        if (passes) exchange.FilledBody = FilledSources.Write(exchange.FilledBody ?? exchange.Request.Body, fetched.DistinctBy(one => one.Key.Address).ToDictionary(one => one.Key.Address, one => one.Value));
        exchange.Parsed = parsed with
        {
            Request = parsed.Request with { Messages = [.. parsed.Request.Messages.Select(message => message with { Content = Replaced(message.Content, fetched) })] },
        };
    }

    private async Task<ConcurrentDictionary<RemotePart, ContentPart>> FetchAsync(List<RemotePart> wanted, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var budget = new FetchBudget();
        var fetched = new ConcurrentDictionary<RemotePart, ContentPart>();
        try
        {
            // The first that can't be had ends the others.
            var all = new ParallelOptions { MaxDegreeOfParallelism = MostFiles, CancellationToken = either.Token };
            await Parallel.ForEachAsync(wanted, all, async (part, token) => fetched[part] = await files.GetAsync(part, budget, token));
            return fetched;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw JsonBody.Invalid($"'{wanted[0].Field}' took longer than {Patience.TotalSeconds:0} s to fetch; send the file itself.", wanted[0].Field);
        }
    }

    private static IEnumerable<RemotePart> Remote(IEnumerable<ContentPart> parts) => parts.SelectMany(part => part switch
    {
        RemotePart remote => [remote],
        ToolResultPart result => Remote(result.Content),
        _ => [],
    });

    private static IReadOnlyList<ContentPart> Replaced(IReadOnlyList<ContentPart> parts, ConcurrentDictionary<RemotePart, ContentPart> fetched) =>
    [
        .. parts.Select(part => part switch
        {
            RemotePart remote => fetched[remote],
            ToolResultPart result => result with { Content = Replaced(result.Content, fetched) },
            _ => part,
        }),
    ];
}
