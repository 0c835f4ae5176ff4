package carillon.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.io.UncheckedIOException;

/**
 * An answer on its way between members. It goes as bytes: the thread of Hazelcast that takes it in belongs to no application, and
 * would not find our classes.
 */
final class AnswerBytes {

    private static final ObjectInputFilter OURS =
            ObjectInputFilter.Config.createFilter("carillon.cluster.*;java.lang.*;java.util.*;!*");

    private AnswerBytes() {}

    static byte[] write(Serializable answer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream stream = new ObjectOutputStream(bytes)) {
            stream.writeObject(answer);
        } catch (IOException e) {
            throw new UncheckedIOException("an answer that cannot be sent", e);
        }
        return bytes.toByteArray();
    }

    /** The caller knows what was asked, and so of what type it is. */
    @SuppressWarnings("unchecked")
    static <A extends Serializable> A read(byte[] bytes) {
        try (ObjectInputStream stream = new OurClasses(bytes)) {
            return (A) stream.readObject();
        } catch (IOException e) {
            throw new UncheckedIOException("an answer that cannot be read, of another version of Carillon perhaps", e);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("an answer of another version of Carillon", e);
        }
    }

    private static final class OurClasses extends ObjectInputStream {

        OurClasses(byte[] bytes) throws IOException {
            super(new ByteArrayInputStream(bytes));
            setObjectInputFilter(OURS);
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass type) throws IOException, ClassNotFoundException {
            return Class.forName(type.getName(), false, AnswerBytes.class.getClassLoader());
        }
    }
}
