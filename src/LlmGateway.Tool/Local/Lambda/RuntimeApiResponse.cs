using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.Lambda;

/// <summary>Takes a function's answer from its request to the Runtime API: whole, or as it comes.</summary>
internal sealed class RuntimeApiResponse(LambdaInvocation invocation)
{
    /// <summary>Lambda's limit of a buffered answer.</summary>
    public const int LargestBuffered = 6_291_556;

    private const string ModeHeader = "Lambda-Runtime-Function-Response-Mode";
    private const string ErrorTypeTrailer = "Lambda-Runtime-Function-Error-Type";
    private const string ErrorBodyTrailer = "Lambda-Runtime-Function-Error-Body";

    public async Task ReceiveAsync(HttpContext http)
    {
        var streamed = string.Equals(http.Request.Headers[ModeHeader], "streaming", StringComparison.OrdinalIgnoreCase);
        invocation.OnCancel(http.Abort);
        var accepted = streamed ? await StreamAsync(http) : await GatherAsync(http);
        http.Response.StatusCode = accepted ? StatusCodes.Status202Accepted : StatusCodes.Status413PayloadTooLarge;
        if (!http.RequestAborted.IsCancellationRequested) await http.Response.WriteAsync("""{"status":"OK"}""");
    }

    private async Task<bool> StreamAsync(HttpContext http)
    {
        if (!invocation.TryStart(http.Request.ContentType ?? "application/octet-stream", streamed: true)) return true;
        LambdaException? failure;
        try
        {
            while (true)
            {
                var read = await http.Request.BodyReader.ReadAsync(http.RequestAborted);
                var gone = false;
                foreach (var part in read.Buffer)
                    gone |= (await invocation.Body.WriteAsync(part, http.RequestAborted)).IsCompleted;
                http.Request.BodyReader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted || gone) break;
            }
            failure = ReadTrailers(http.Request);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The process ended, was ended, or its caller went away: why is known to whoever did it.
            failure = invocation.Failure ?? LambdaException.BrokenOff(invocation.RequestId);
        }
        if (failure is not null) invocation.Fail(failure);
        invocation.Finish();
        // Without the failure: a pipe that ends with one loses what its reader has not read yet.
        await invocation.Body.CompleteAsync();
        return true;
    }

    private async Task<bool> GatherAsync(HttpContext http)
    {
        using var whole = new MemoryStream();
        await http.Request.Body.CopyToAsync(whole, http.RequestAborted);
        if (whole.Length > LargestBuffered)
        {
            invocation.Fail(new LambdaException("Function.ResponseSizeTooLarge", $"Response payload size exceeded maximum allowed payload size ({LargestBuffered} bytes)."));
            return false;
        }
        invocation.Finish();
        // Started first: a pipe holds back a writer whom nobody reads.
        if (!invocation.TryStart(http.Request.ContentType ?? "application/json", streamed: false)) return true;
        await invocation.Body.WriteAsync(whole.GetBuffer().AsMemory(0, (int)whole.Length), http.RequestAborted);
        await invocation.Body.CompleteAsync();
        return true;
    }

    private static LambdaException? ReadTrailers(HttpRequest request)
    {
        if (!request.CheckTrailersAvailable() || request.GetTrailer(ErrorTypeTrailer).ToString() is not { Length: > 0 } type) return null;
        return new LambdaException(type, MessageOf(request.GetTrailer(ErrorBodyTrailer).ToString()) ?? type);
    }

    private static string? MessageOf(string encoded)
    {
        try
        {
            return JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(encoded)))?["errorMessage"]?.ToString();
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }
}
