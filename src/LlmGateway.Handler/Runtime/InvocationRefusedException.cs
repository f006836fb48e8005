namespace LlmGateway.Handler.Runtime;

/// <summary>The answer is a failure of the function, in words that whoever invoked it understands.</summary>
internal sealed class InvocationRefusedException(RuntimeError error) : Exception(error.Message)
{
    public RuntimeError Error => error;
}
