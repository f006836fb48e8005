using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Aws;
using LlmGateway.Tool.Local.Iam;
using LlmGateway.Tool.Local.Template;

namespace LlmGateway.Tool.Local.Lambda;

/// <summary>
/// Lambda's queue of events: a function that fails is tried again as often as it says, then its failure goes where it says, and nothing is lost without a word.
/// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html
/// </summary>
internal sealed class AsyncInvocations(LambdaService lambda, ResolvedStack stack, IReadOnlyDictionary<string, LocalPrincipal> principals, AwsFrontDoor aws, LocalRunOptions options)
{
    private const int DefaultRetries = 2;

    private readonly ConcurrentQueue<string> _deadLetters = new();
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>What reached a dead-letter queue.</summary>
    public IReadOnlyCollection<string> DeadLetters => _deadLetters;

    /// <summary>Functions that failures go to.</summary>
    public static IEnumerable<string> DestinationsOf(ResolvedStack stack) =>
        stack.OfType("AWS::Lambda::EventInvokeConfig").Select(stack.PropertiesOf).Select(OnFailureOf).OfType<string>();

    /// <summary>Takes an event, and returns at once.</summary>
    public void Enqueue(FunctionPool function, string requestId, ReadOnlyMemory<byte> payload)
    {
        _ = RunAsync(function, requestId, payload);
        // Lambda delivers at least once.
        if (options.DeliverEventsTwice) _ = RunAsync(function, requestId + "-again", payload);
    }

    public void Stop() => _stopping.Cancel();

    private async Task RunAsync(FunctionPool function, string requestId, ReadOnlyMemory<byte> payload)
    {
        var config = stack.OfType("AWS::Lambda::EventInvokeConfig").Select(stack.PropertiesOf)
            .FirstOrDefault(each => each["FunctionName"]?.ToString() is { } name && (name == function.Function.Name || name == function.Function.Arn));
        var retries = int.TryParse(config?["MaximumRetryAttempts"]?.ToString(), out var given) ? given : DefaultRetries;
        try
        {
            await options.EventsBegin.WaitAsync(_stopping.Token);
            LambdaException? failure = null;
            for (var attempt = 0; attempt <= retries; attempt++)
            {
                failure = await TryAsync(function, $"{requestId}{(attempt == 0 ? "" : FormattableString.Invariant($"-{attempt}"))}", payload);
                if (failure is null) return;
                options.Trace.Step(requestId, $"{function.Function.LogicalId} failed: {failure.Message}");
            }
            if (OnFailureOf(config) is { } destination) Hand(function, destination, requestId, payload, failure!);
            else Bury(function, requestId, payload);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The local run ends.
            return;
        }
        catch (AwsException denied)
        {
            options.Trace.Note($"an event of {function.Function.LogicalId} is lost: {denied.Message}");
        }
    }

    private async Task<LambdaException?> TryAsync(FunctionPool function, string requestId, ReadOnlyMemory<byte> payload)
    {
        try
        {
            var invocation = await function.InvokeAsync(requestId, payload, _stopping.Token);
            var reply = await invocation.Reply.WaitAsync(_stopping.Token);
            await reply.Body.ReadAtLeastAsync(int.MaxValue, _stopping.Token);
            return reply.Failure();
        }
        catch (LambdaException failed)
        {
            return failed;
        }
    }

    /// <summary>A destination is invoked by the role of the function that failed.</summary>
    private void Hand(FunctionPool function, string destination, string requestId, ReadOnlyMemory<byte> payload, LambdaException failure)
    {
        Authorize(function, "lambda:InvokeFunction", destination);
        var target = lambda.Find(destination);
        if (target is null)
        {
            options.Trace.Note($"a failure of {function.Function.LogicalId} goes to {destination}, which does not run here");
            return;
        }
        var record = new JsonObject
        {
            ["version"] = "1.0",
            ["timestamp"] = options.Time.GetUtcNow().ToString("O", System.Globalization.CultureInfo.InvariantCulture),
            ["requestContext"] = new JsonObject
            {
                ["requestId"] = requestId, ["functionArn"] = function.Function.Arn + ":$LATEST", ["condition"] = "RetriesExhausted", ["approximateInvokeCount"] = 1,
            },
            ["requestPayload"] = JsonNode.Parse(payload.Span),
            ["responseContext"] = new JsonObject { ["statusCode"] = 200, ["executedVersion"] = "$LATEST", ["functionError"] = "Unhandled" },
            ["responsePayload"] = new JsonObject { ["errorMessage"] = failure.Message, ["errorType"] = failure.ErrorType },
        };
        Enqueue(target, requestId + "-failed", Encoding.UTF8.GetBytes(record.ToJsonString()));
    }

    private void Bury(FunctionPool function, string requestId, ReadOnlyMemory<byte> payload)
    {
        var resource = stack.OfType("AWS::Lambda::Function").First(each => stack.ArnOf(each) == function.Function.Arn);
        if ((stack.PropertiesOf(resource)["DeadLetterConfig"] as JsonObject)?["TargetArn"]?.ToString() is not { } queue)
        {
            options.Trace.Note($"the event {requestId} of {function.Function.LogicalId} is lost: it has no dead-letter queue");
            return;
        }
        Authorize(function, "sqs:SendMessage", queue);
        _deadLetters.Enqueue(Encoding.UTF8.GetString(payload.Span));
        options.Trace.Note($"the event {requestId} of {function.Function.LogicalId} is in its dead-letter queue");
    }

    private void Authorize(FunctionPool function, string action, string resource)
    {
        var principal = principals[function.Function.Arn];
        aws.Authorize(principal, new AccessRequest
        {
            PrincipalArn = principal.Arn, Action = action, Resource = resource,
            Context = AccessRequest.ContextOf([("aws:PrincipalArn", principal.Arn), ("aws:SecureTransport", "true")]),
        });
    }

    private static string? OnFailureOf(JsonObject? config) => config?["DestinationConfig"]?["OnFailure"]?["Destination"]?.ToString();
}
