using System.CommandLine;
using LlmGateway.Core.Aws;
using LlmGateway.Shared;
using LlmGateway.Tool.Answers;
using LlmGateway.Tool.Asking;
using LlmGateway.Tool.SignIn;

namespace LlmGateway.Tool.Doctor;

/// <summary>All checks, in the order in which they build on each other.</summary>
internal sealed class Checkup(GatewayOptions options, ParseResult arguments, IReadOnlyList<string> moreModels)
{
    private const string Region = "region", Stack = "stack", Outputs = "stack outputs", Gateway = "gateway";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly PoolOptions _pool = options.Pool;

    public async IAsyncEnumerable<Finding> RunAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var region = _pool.KnownRegion(arguments);
        yield return region is not null ? Finding.Ok(Region, region) : Finding.Failed(Region, "none is known", "Name one with --region, set AWS_REGION, or run aws configure");
        var stack = _pool.Stack(arguments);
        // Who names a gateway by its URL alone may have no account at all.
        var needed = stack is not null || moreModels.Count > 0 || !options.IsGiven(arguments);
        if (region is not null)
        {
            var aws = _pool.Aws(arguments, region);
            var account = await PatientlyAsync(AccountCheck.Name, token => AccountCheck.RunAsync(aws, needed, token), cancellationToken);
            yield return account;
            var models = moreModels.Select(model => new ModelDocument { Alias = model, Upstream = UpstreamKinds.Bedrock, Model = model }).ToList();
            if (stack is not null)
            {
                var (found, documents) = await StackAsync(aws, stack, cancellationToken);
                yield return found;
                models.AddRange(documents.SelectMany(document => document.Models));
            }
            await foreach (var finding in ModelsAsync(aws, account, models, region, cancellationToken)) yield return finding;
        }
        await foreach (var finding in GatewayAsync(cancellationToken)) yield return finding;
    }

    private static async Task<(Finding, IReadOnlyList<GatewayDocument>)> StackAsync(AwsServices aws, string stack, CancellationToken cancellationToken)
    {
        IReadOnlyList<GatewayDocument> documents = [];
        var finding = await PatientlyAsync(Stack, async token =>
        {
            try
            {
                documents = await new StackTable(aws).DocumentsAsync(stack, token);
                return documents.Count > 0 ? Finding.Ok(Stack, $"{stack} has {string.Join(", ", documents.DistinctBy(document => document.Name).Select(Describe))}")
                    : Finding.Failed(Stack, $"{stack} has no gateway", "Is it the right stack, and region? aws cloudformation list-stacks");
            }
            catch (Exception refused) when (refused is AnswersException or AwsServiceException or InvalidDataException or HttpRequestException or Amazon.Runtime.AmazonClientException)
            {
                return Finding.Failed(Stack, refused.Message, "Deploy it with cdk deploy, check its name and the region; reading it needs cloudformation:ListStackResources and lambda:GetFunctionConfiguration");
            }
        }, cancellationToken);
        return (finding, documents);
    }

    private static async IAsyncEnumerable<Finding> ModelsAsync(
        AwsServices aws, Finding account, List<ModelDocument> models, string region, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var all = models.DistinctBy(model => (model.Upstream, model.Model, model.Region)).ToList();
        if (all.Count == 0) yield return Finding.Skipped("model access", "no model is named", "Name the gateway's stack with --stack, or a model with --bedrock-model");
        foreach (var model in all)
        {
            if (model.Upstream != UpstreamKinds.Bedrock) yield return Finding.Skipped($"model {model.Model}", $"is asked at {model.Endpoint ?? model.Upstream}, by the gateway alone");
            else if (account.Verdict != Verdict.Ok) yield return Finding.Skipped($"model {model.Model}", "can't be asked without credentials");
            else yield return await PatientlyAsync($"model {model.Model}", token => ModelCheck.RunAsync(aws, model.Model, model.Region ?? region, token), cancellationToken);
        }
    }

    private async IAsyncEnumerable<Finding> GatewayAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        GatewayPlace? place = null;
        var failed = Finding.Skipped(Gateway, "none is named", "Name one with --stack NAME or --url URL");
        if (options.IsGiven(arguments))
        {
            try
            {
                place = await options.FindAsync(arguments, preferSocket: false, cancellationToken);
            }
            catch (Exception unknown) when (unknown is ToolException or AwsServiceException or HttpRequestException or Amazon.Runtime.AmazonClientException)
            {
                failed = Finding.Failed(Outputs, unknown.Message, "Give the stack an output with the gateway's Url (new CfnOutput), or name the address with --url");
            }
        }
        if (place is null)
        {
            yield return failed;
            yield break;
        }
        yield return Finding.Ok(Outputs, string.Join(", ", new[] { place.Rest, place.Socket }.OfType<Uri>().Select(url => url.ToString())));
        if (place.Rest is { } rest)
        {
            yield return await PatientlyAsync(GatewayCheck.Health, token => GatewayCheck.HealthAsync(rest, token), cancellationToken);
            yield return await PatientlyAsync(GatewayCheck.Access, token => GatewayCheck.AccessAsync(rest, place, token), cancellationToken);
        }
        if (place.Socket is { } socket) yield return await PatientlyAsync(GatewayCheck.Socket, token => GatewayCheck.SocketAsync(socket, place, token), cancellationToken);
    }

    private static string Describe(GatewayDocument document) =>
        $"the gateway {document.Name} ({document.Models.Count} models{(document.Cache is { } cache ? $", answers in {cache.Table}" : "")}{(document.History is { } chats ? $", chats in {chats.Table}" : "")})";

    private static async Task<Finding> PatientlyAsync(string check, Func<CancellationToken, Task<Finding>> run, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            return await run(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Finding.Failed(check, $"there was no answer within {Patience.TotalSeconds} s", "Check the network, a proxy and security groups");
        }
    }
}
