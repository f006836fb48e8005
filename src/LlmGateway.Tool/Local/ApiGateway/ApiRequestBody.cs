using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.ApiGateway;

/// <summary>Reads a request's body as far as API Gateway takes it.</summary>
internal static class ApiRequestBody
{
    /// <summary>API Gateway's limit.</summary>
    public const int Largest = 10 * 1024 * 1024;

    /// <exception cref="RequestTooLargeException">It is larger; all of it was read, so that the client hears the refusal.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request)
    {
        using var whole = new MemoryStream((int)Math.Min(request.ContentLength ?? 0, Largest));
        var buffer = new byte[64 * 1024];
        var total = 0L;
        while (await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted) is > 0 and var read)
        {
            total += read;
            if (total <= Largest) whole.Write(buffer.AsSpan(0, read));
        }
        return total <= Largest ? whole.GetBuffer().AsMemory(0, (int)whole.Length) : throw new RequestTooLargeException();
    }
}

/// <summary>A body over <see cref="ApiRequestBody.Largest"/>.</summary>
internal sealed class RequestTooLargeException : Exception;
