using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Lambda;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.ApiGateway;

/// <summary>Turns a function's whole answer into the HTTP response.</summary>
internal static class BufferedProxy
{
    /// <exception cref="RefusedException">The answer is none that API Gateway understands.</exception>
    /// <exception cref="LambdaException">The function failed on the way.</exception>
    public static async Task WriteAsync(ApiRequest request, LambdaReply reply, CancellationToken cancellationToken)
    {
        var whole = await GatherAsync(reply.Body, cancellationToken);
        if (reply.Failure() is { } failure) throw failure;
        var answer = Read(whole);
        ResponseHead.From(answer).Apply(request);
        var body = answer["body"]?.ToString() ?? "";
        var decodes = answer["isBase64Encoded"]?.GetValueKind() == JsonValueKind.True && BinaryMedia.Includes(request.Api.BinaryMediaTypes, request.Http.Request.Headers.Accept);
        var bytes = decodes ? Convert.FromBase64String(body) : Encoding.UTF8.GetBytes(body);
        if (request.Http.Response.StatusCode is StatusCodes.Status204NoContent or StatusCodes.Status304NotModified) return;
        request.Http.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(request.HttpMethod)) await request.Http.Response.Body.WriteAsync(bytes, cancellationToken);
    }

    private static JsonObject Read(ReadOnlyMemory<byte> answer)
    {
        try
        {
            if (JsonNode.Parse(answer.Span) is JsonObject known) return known;
        }
        catch (JsonException)
        {
            // Told below: the same as any other answer of the wrong form.
        }
        throw new RefusedException(GatewayRefusal.MalformedProxyResponse, "the function's answer is no Lambda proxy response");
    }

    private static async Task<ReadOnlyMemory<byte>> GatherAsync(PipeReader body, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken);
            if (read.IsCompleted) return read.Buffer.ToArray();
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
